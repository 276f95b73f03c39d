import type { Contestant } from "../contestants/contestant.ts";
import type { Recorder } from "./_recorder.ts";
import { shuffled } from "./_statistics.ts";
import { twoAtATime } from "./_two-at-a-time.ts";

/** A process of a contestant. */
export interface ContestantProcess {
  readonly contestant: Contestant;
  close(): Promise<void>;
}

/** Source of processes: a fresh one each time or, for a quick run, one per contestant that is kept. */
export class Processes<Kind extends ContestantProcess> {
  readonly #start: (contestant: Contestant) => Promise<Kind>;
  readonly #isShared: boolean;
  readonly #kept = new Map<string, Kind>();

  constructor(start: (contestant: Contestant) => Promise<Kind>, isShared: boolean) {
    this.#start = start;
    this.#isShared = isShared;
  }

  async take(contestant: Contestant): Promise<Kind> {
    const running = this.#kept.get(contestant.id) ?? (await this.#start(contestant));
    if (this.#isShared) this.#kept.set(contestant.id, running);
    return running;
  }

  /** @param isBroken true to end it in any case */
  async giveBack(running: Kind, isBroken = false): Promise<void> {
    if (this.#isShared && !isBroken) return;
    this.#kept.delete(running.contestant.id);
    await running.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map((running) => running.close()));
    this.#kept.clear();
  }
}

/** Starts a process for each contestant that has not failed so far; one that cannot be started has failed. */
export async function takeAll<Kind extends ContestantProcess>(
  source: Processes<Kind>,
  contestants: readonly Contestant[],
  recorder: Recorder,
): Promise<Kind[]> {
  const taken: Kind[] = [];
  await twoAtATime(shuffled(contestants), async (contestant) => {
    if (!recorder.isGood(contestant)) return;
    try {
      taken.push(await source.take(contestant));
    } catch (error) {
      recorder.fail(contestant, error);
    }
  });
  return taken;
}
