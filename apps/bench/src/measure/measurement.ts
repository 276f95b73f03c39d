import type { Contestant } from "../contestants/contestant.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { FunctionProcess } from "./_function-process.ts";
import type { Running } from "./_process.ts";
import type { Processes } from "./_processes.ts";
import type { Recorder } from "./_recorder.ts";
import type { Plan } from "./plan.ts";

/** Arguments of a measurement. */
export interface Measurement {
  readonly scenario: Scenario;
  readonly contestants: readonly Contestant[];
  readonly plan: Plan;
  /** Counted from 0, see {@link Plan.passes}. */
  readonly pass: number;
  readonly processes: Processes<Running>;
  /** Handlers of Lambda events. */
  readonly functions: Processes<FunctionProcess>;
  readonly recorder: Recorder;
  /** Contestants whose ratio must be known to a hundredth. */
  isPrecise(contestant: Contestant): boolean;
}

/** Returns the first round of a generation of a pass: the index of its values in a series. */
export function firstRoundOf({ plan, pass }: Measurement, generation: number): number {
  return (pass * plan.preciseGenerations + generation) * plan.rounds;
}

/** Measures all contestants of a scenario; an error is recorded, and excludes only its contestant. */
export type Measure = (measurement: Measurement) => Promise<void>;
