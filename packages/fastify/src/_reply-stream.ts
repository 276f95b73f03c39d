import { Readable } from "node:stream";
import type { Chunk } from "@tsgi/core";

/** A streamed body in the form that Fastify accepts: yields the pushed chunks and holds at most one. */
export class ReplyStream extends Readable {
  #resume: (() => void) | undefined = undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  /** True if all pushed chunks have been read. */
  get isEmpty(): boolean {
    return this.readableLength === 0;
  }

  /** Calls back once when the reader wants more. */
  drained(resume: () => void): void {
    this.#resume = resume;
  }

  override push(chunk: Chunk | null): boolean {
    return super.push(chunk);
  }

  /** Asks for the next chunk in the next turn: a stream that is read in a loop would starve other requests. */
  override _read(): void {
    if (this.#resume !== undefined) setImmediate(this.#resume);
    this.#resume = undefined;
  }
}
