import { Readable } from "node:stream";
import type { Chunk } from "@tsgi/core";

/** A streamed body as Fastify takes one: what is pushed in comes out, at most one chunk is held. */
export class ReplyStream extends Readable {
  #resume: (() => void) | undefined = undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  /** True when all that was pushed has gone on. */
  get isEmpty(): boolean {
    return this.readableLength === 0;
  }

  /** Calls back once when more is wanted. */
  drained(resume: () => void): void {
    this.#resume = resume;
  }

  override push(chunk: Chunk | null): boolean {
    return super.push(chunk);
  }

  /** Not at once: a stream that is read in a loop would let nobody else have a turn. */
  override _read(): void {
    if (this.#resume !== undefined) setImmediate(this.#resume);
    this.#resume = undefined;
  }
}
