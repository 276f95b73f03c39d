import type { Chunk } from "./message.ts";
import { BodySource } from "./server/body-source.ts";
import type { BodyStep } from "./server/wrapped-body.ts";
import { isThenable } from "./values.ts";

/**
 * A streamed body whose first chunk can be pulled early, until the application has called startResponse. No chunk is lost.
 * It is not a WrappedBody: that opens late, which a bundle with `cascade` does not need.
 */
export class PeekableBody extends BodySource implements AsyncIterable<Chunk> {
  #first: BodyStep | undefined = undefined;

  /** Pulls until `started()` returns true, a chunk is not empty, or the body ends. Synchronous if the body is. */
  peek(started: () => boolean): void | Promise<void> {
    try {
      while (!started()) {
        const step = super.next();
        if (isThenable(step)) return this.#peekLater(step, started);
        if (this.#keeps(step)) return undefined;
      }
    } catch (error) {
      this.#fail(error);
    }
    return undefined;
  }

  /** True if a pulled chunk has not been read yet. */
  get holdsChunk(): boolean {
    return this.#first !== undefined && !this.#first.done;
  }

  override next(): BodyStep | PromiseLike<BodyStep> {
    const first = this.#first;
    this.#first = undefined;
    return first ?? super.next();
  }

  async return(): Promise<BodyStep> {
    await this.closeAndWait();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    return this as unknown as AsyncIterator<Chunk>;
  }

  async #peekLater(pending: PromiseLike<BodyStep>, started: () => boolean): Promise<void> {
    let kept = false;
    try {
      kept = this.#keeps(await pending);
    } catch (error) {
      this.#fail(error);
    }
    if (!kept) await this.peek(started);
  }

  /** Closes the source, since no caller gets this body. */
  #fail(error: unknown): never {
    this.close(() => {}); // the first error is the one to report
    throw error;
  }

  #keeps(step: BodyStep): boolean {
    if (!step.done && step.value.length === 0) return false;
    this.#first = step;
    return true;
  }
}
