import { BodySource } from "./body-source.ts";
import type { Chunk } from "../types.ts";

type Step = IteratorResult<Chunk, unknown>;

/**
 * A streamed body that wraps another one and closes it exactly once. Passes all steps on; a subclass overrides `next` to
 * observe or replace them.
 *
 * A step that is available synchronously need not be wrapped in a promise: servers and `for await` accept it unwrapped.
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
