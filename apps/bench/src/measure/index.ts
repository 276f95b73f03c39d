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

/** What a run is to do. */
export interface Run {
  readonly scenarios: readonly Scenario[];
  readonly contestants: readonly Contestant[];
  readonly plan: Plan;
  isPrecise(scenario: Scenario, contestant: Contestant): boolean;
  /** Called with what each scenario gave. */
  onCells(scenario: Scenario, cells: readonly Cell[]): void;
}

/** Measures, scenario by scenario. */
export async function measure({ scenarios, contestants, plan, ...run }: Run): Promise<Cell[]> {
  const processes = new Processes((one) => start(one), plan.isShared);
  const functions = new Processes((one) => FunctionProcess.start(one), plan.isShared);
  const all: Cell[] = [];
  await build(contestants);
  try {
    for (const scenario of scenarios) {
      const taking = contestants.filter(({ scenarios: ids }) => ids.includes(scenario.id));
      if (taking.length === 0) continue;
      const recorder = new Recorder(scenario, taking);
      const isPrecise = (contestant: Contestant): boolean => run.isPrecise(scenario, contestant);
      await kinds[scenario.kind]({
        scenario,
        contestants: taking,
        plan,
        processes,
        functions,
        recorder,
        isPrecise,
      });
      const cells = recorder.cells();
      run.onCells(scenario, cells);
      all.push(...cells);
    }
  } finally {
    await Promise.all([processes.close(), functions.close()]);
  }
  return all;
}
