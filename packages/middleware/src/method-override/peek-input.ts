import type { Environ, Input } from "@tsgi/core";
import { BaseInput, collectChunks, concat } from "@tsgi/core/server";

/** The start of a request body, and an input that begins with it. */
export interface Peeked {
  /** Undefined if the body exceeds the limit. */
  readonly bytes: Uint8Array | undefined;
  /** Returns the whole body, as if nothing had been read. */
  readonly input: Input;
}

/** Reads a request body up to a number of bytes. Rejects as reading does. */
export async function peek(environ: Environ, limit: number): Promise<Peeked> {
  const rest = environ.input[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  for (let size = 0; size <= limit;) {
    const step = await rest.next();
    if (step.done) return { bytes: concat(read, size), input: new ReplayedInput(read, undefined) };
    read.push(step.value);
    size += step.value.length;
  }
  environ.onFinish(async () => void (await rest.return?.()));
  return { bytes: undefined, input: new ReplayedInput(read, rest) };
}

class ReplayedInput extends BaseInput {
  readonly #read: readonly Uint8Array[];
  readonly #rest: AsyncIterator<Uint8Array> | undefined;

  constructor(read: readonly Uint8Array[], rest: AsyncIterator<Uint8Array> | undefined) {
    super();
    this.#read = read;
    this.#rest = rest;
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    return collectChunks(this.chunks(), limit);
  }

  protected override async *chunks(): AsyncGenerator<Uint8Array> {
    for (const chunk of this.#read) yield chunk;
    if (this.#rest !== undefined) yield* { [Symbol.asyncIterator]: () => this.#rest! };
  }
}
