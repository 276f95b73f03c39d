import type { Contestant } from "../contestants/contestant.ts";
import { start, type Running } from "./_process.ts";

/** Where processes come from: a fresh one each time, or, for a quick run, one for each contestant that is kept. */
export class Processes {
  readonly #isShared: boolean;
  readonly #kept = new Map<string, Running>();

  constructor(isShared: boolean) {
    this.#isShared = isShared;
  }

  async take(contestant: Contestant): Promise<Running> {
    const running = this.#kept.get(contestant.id) ?? (await start(contestant));
    if (this.#isShared) this.#kept.set(contestant.id, running);
    return running;
  }

  /** @param isBroken true: it is ended in any case */
  async giveBack(running: Running, isBroken = false): Promise<void> {
    if (this.#isShared && !isBroken) return;
    this.#kept.delete(running.contestant.id);
    await running.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map((running) => running.close()));
    this.#kept.clear();
  }
}
