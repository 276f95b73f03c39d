import type { Contestant } from "../contestants/contestant.ts";
import type { Measurement } from "./measurement.ts";
import { shuffled } from "./_statistics.ts";

/** What a fresh process took until its first answer was there, in milliseconds: CPU time of its own, and on the clock. */
export interface Start {
  readonly coldCpu: number;
  readonly coldTime: number;
  /** CPU time of another process, for the imports alone. */
  readonly importCpu?: number;
}

/** Starts all in shuffled order, round by round. */
export async function measureCold(
  { contestants, plan, recorder }: Measurement,
  start: (contestant: Contestant, round: number) => Promise<Start>,
): Promise<void> {
  // The first start reads from the disk what the others have from memory: where there are more, it does not count.
  for (let round = plan.starts === 1 ? 0 : -1; round < plan.starts; round++) {
    for (const contestant of shuffled(contestants)) {
      if (!recorder.isGood(contestant)) continue;
      try {
        const values = await start(contestant, round);
        if (round >= 0) recorder.add(contestant, round, { ...values });
      } catch (error) {
        recorder.fail(contestant, error);
      }
    }
  }
}
