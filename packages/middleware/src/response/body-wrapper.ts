import type { Body, Chunk } from "@tsgi/core";
import { BodySource, ownBody } from "@tsgi/core/server";

/** A step of a body. One that is available synchronously is not wrapped into a promise: servers and `for await` take it unwrapped. */
export type Step = IteratorResult<Chunk, unknown>;

/**
 * A streamed body made of another one, the base of every wrapper here. The inner body is opened when this one is, not before: a
 * `ReadableStream` stays unlocked until then. It is closed once, however this one ends.
 */
export abstract class BodyWrapper implements AsyncIterable<Chunk> {
  readonly #body: unknown;
  #source: BodySource | undefined = undefined;

  constructor(body: Body) {
    this.#body = body;
    // A server that gets the wrapper cannot see that the body inside may fail on its own.
    ownBody(body);
  }

  abstract next(): Step | PromiseLike<Step>;

  /** Closes the inner body. */
  close(): unknown {
    return this.source.closeAndWait();
  }

  async return(): Promise<Step> {
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
