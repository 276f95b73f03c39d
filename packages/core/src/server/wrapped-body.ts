import { BodySource } from "./body-source.ts";
import type { Chunk } from "../types.ts";

type Step = IteratorResult<Chunk, unknown>;

/**
 * A streamed body made of another one, which it closes exactly once. It passes all steps on; a subclass that observes or
 * replaces them overrides `next`.
 *
 * A step that is there at once need not be wrapped into a promise: a server, and `for await`, take it unwrapped.
 */
export class WrappedBody extends BodySource implements AsyncIterable<Chunk> {
  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    return this as unknown as AsyncIterator<Chunk>;
  }

  /** Closes the inner body. Its errors reject. */
  async return(): Promise<Step> {
    await this.closeAndWait();
    return { done: true, value: undefined };
  }
}
