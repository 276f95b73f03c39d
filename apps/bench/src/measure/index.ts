import type { Contestant } from "../contestants/contestant.ts";
import type { Cell } from "../results/results.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { build } from "./_build.ts";
import { measureColdLambda } from "./_cold-lambda.ts";
import { measureColdNode } from "./_cold-node.ts";
import { measureGrowth } from "./_growth.ts";
import { measureLambda } from "./_lambda.ts";
import { measureSize } from "./_size.ts";
import { measureEvents } from "./_events.ts";
import { FunctionProcess } from "./_function-process.ts";
import { start } from "./_process.ts";
import { Processes } from "./_processes.ts";
import { Recorder } from "./_recorder.ts";
import { measureRequests } from "./_requests.ts";
import type { Measure } from "./measurement.ts";
import type { Plan } from "./plan.ts";

/** One way to measure for each kind of scenario. */
const kinds: Readonly<Record<Scenario["kind"], Measure>> = {
  requests: measureRequests,
  events: measureEvents,
  growth: measureGrowth,
  lambda: measureLambda,
  "cold-node": measureColdNode,
  "cold-lambda": measureColdLambda,
  size: measureSize,
};

/** Options of a run. */
export interface Run {
  readonly scenarios: readonly Scenario[];
  readonly contestants: readonly Contestant[];
  readonly plan: Plan;
  isPrecise(scenario: Scenario, contestant: Contestant): boolean;
  /** Called in each pass with the results of each scenario so far. */
  onCells(scenario: Scenario, cells: readonly Cell[]): void;
}

/** Measures, pass by pass and scenario by scenario. */
export async function measure({ scenarios, contestants, plan, ...run }: Run): Promise<void> {
  const processes = new Processes((one) => start(one), plan.isShared);
  const functions = new Processes((one) => FunctionProcess.start(one), plan.isShared);
  const parts = scenarios.flatMap((scenario) => {
    const taking = contestants.filter(({ scenarios: ids }) => ids.includes(scenario.id));
    if (taking.length === 0) return [];
    return [{ scenario, contestants: taking, recorder: new Recorder(scenario, taking) }];
  });
  await build(contestants);
  try {
    for (let pass = 0; pass < plan.passes; pass++) {
      for (const part of parts) {
        const { scenario, recorder } = part;
        const isPrecise = (contestant: Contestant): boolean => run.isPrecise(scenario, contestant);
        await kinds[scenario.kind]({ ...part, plan, pass, processes, functions, isPrecise });
        run.onCells(scenario, recorder.cells());
      }
    }
  } finally {
    await Promise.all([processes.close(), functions.close()]);
  }
}
