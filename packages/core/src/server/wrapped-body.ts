import type { Chunk } from "../message.ts";
import { BodySource, ownBody } from "./body-source.ts";

/**
 * A step of a body. One that is available synchronously need not be a promise: servers and `for await` accept it unwrapped.
 */
export type BodyStep = IteratorResult<Chunk, unknown>;

/**
 * A streamed body that wraps another one: the base class of bodies that observe or change another. A subclass pulls from
 * `source`. The inner body is opened when this one is, not before: a `ReadableStream` stays unlocked until then. It is
 * closed exactly once, whichever way this one ends.
 */
export abstract class WrappedBody implements AsyncIterable<Chunk> {
  readonly #body: unknown;
  #source: BodySource | undefined = undefined;

  constructor(body: unknown) {
    this.#body = body;
    // A server that gets the wrapper cannot see that the body inside may fail on its own.
    ownBody(body);
  }

  abstract next(): BodyStep | PromiseLike<BodyStep>;

  /** Closes the inner body; returns a promise if there is one to wait for. */
  close(): unknown {
    return this.source.closeAndWait();
  }

  async return(): Promise<BodyStep> {
    await this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    void this.source;
    return this as unknown as AsyncIterator<Chunk>;
  }

  /** The inner body. */
  protected get source(): BodySource {
    return (this.#source ??= new BodySource(this.#body));
  }
}
