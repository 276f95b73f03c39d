import { BodySource } from "./server/body-source.ts";
import { isThenable } from "./values.ts";
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
    try {
      while (!started()) {
        const step = this.#source.next();
        if (isThenable(step)) return this.#beginLater(step, started);
        if (this.#keeps(step)) return undefined;
      }
    } catch (error) {
      this.#fail(error);
    }
    return undefined;
  }

  /** True when a chunk was pulled that nobody has taken yet. */
  get holdsChunk(): boolean {
    return this.#first !== undefined && !this.#first.done;
  }

  /** Closes the source; gives a promise where there is one to wait for. */
  closeAndWait(): unknown {
    return this.#source.closeAndWait();
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    const iterator = {
      next: (): Step | PromiseLike<Step> => {
        const first = this.#first;
        this.#first = undefined;
        return first ?? this.#source.next();
      },
      return: async (): Promise<Step> => {
        await this.closeAndWait();
        return { done: true, value: undefined };
      },
    };
    // A step that is there is not wrapped into a promise: a server, and `for await`, take it as it is.
    return iterator as AsyncIterator<Chunk>;
  }

  async #beginLater(pending: PromiseLike<Step>, started: () => boolean): Promise<void> {
    let kept = false;
    try {
      kept = this.#keeps(await pending);
    } catch (error) {
      this.#fail(error);
    }
    if (!kept) await this.begin(started);
  }

  /** Nobody gets this body to close it. */
  #fail(error: unknown): never {
    this.#source.close(() => {}); // the error that led to it is the one to tell
    throw error;
  }

  #keeps(step: Step): boolean {
    if (!step.done && step.value.length === 0) return false;
    this.#first = step;
    return true;
  }
}
