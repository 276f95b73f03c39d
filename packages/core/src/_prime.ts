import { BodySource } from "./_source.ts";
import { isThenable } from "./_values.ts";
import type { Chunk } from "./types.ts";

type Step = IteratorResult<Chunk, unknown>;

/** A streamed body that was begun: pulled until the application called startResponse, with nothing lost. */
export class PrimedBody implements AsyncIterable<Chunk> {
  readonly #source: BodySource;
  #first: Step | undefined = undefined;

  constructor(body: unknown) {
    this.#source = new BodySource(body);
  }

  /** Pulls until `started()`, a chunk that is not empty, or the end. Synchronous where the body is. */
  begin(started: () => boolean): void | Promise<void> {
    while (!started()) {
      const step = this.#source.next();
      if (isThenable(step)) return this.#beginLater(step, started);
      if (this.#keeps(step)) return undefined;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#source.closeAndWait();
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    const iterator = {
      next: (): Step | PromiseLike<Step> => {
        const first = this.#first;
        this.#first = undefined;
        return first ?? this.#source.next();
      },
      return: async (): Promise<Step> => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
    // A step that is there is not wrapped into a promise: a server, and `for await`, take it as it is.
    return iterator as AsyncIterator<Chunk>;
  }

  async #beginLater(pending: PromiseLike<Step>, started: () => boolean): Promise<void> {
    if (!this.#keeps(await pending)) await this.begin(started);
  }

  #keeps(step: Step): boolean {
    if (!step.done && step.value.length === 0) return false;
    this.#first = step;
    return true;
  }
}
