import type { Body, Chunk } from "@tsgi/core";

type Step = IteratorResult<Uint8Array, undefined>;

/** How many microtasks a body that is there takes to arrive: platforms need about half of them. */
const TICKS = 16;

/**
 * Looks at a stream without waiting for it: a body that is there at once is given whole, so that its length is known; any
 * other is given as a stream from which nothing is lost.
 */
export async function peek(stream: ReadableStream<Uint8Array>): Promise<Body> {
  const reader = stream.getReader();
  const first = new Pending(reader.read());
  for (let i = 0; i < TICKS && !first.isSettled; i++) await undefined;
  if (first.step === undefined) return new PeekedBody(reader, [first]);
  if (first.step.done) return null;
  const second = new Pending(reader.read());
  for (let i = 0; i < TICKS && !second.isSettled; i++) await undefined;
  if (second.step?.done) return asText(first.step.value);
  return new PeekedBody(reader, [first, second]);
}

/** A read that is on its way. */
class Pending {
  readonly promise: Promise<Step>;
  step: Step | undefined = undefined;
  isSettled = false;

  constructor(promise: Promise<ReadableStreamReadResult<Uint8Array>>) {
    this.promise = promise as Promise<Step>;
    this.promise.then(
      (step) => {
        this.step = step;
        this.isSettled = true;
      },
      // Whoever reads on is told; who does not, must not see it as unhandled.
      () => (this.isSettled = true),
    );
  }
}

/** What is left of a stream that was looked at. */
class PeekedBody implements AsyncIterableIterator<Chunk, undefined> {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #pending: Pending[];

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>, pending: Pending[]) {
    this.#reader = reader;
    this.#pending = pending;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    const pending = this.#pending.shift();
    return pending?.promise ?? (this.#reader.read() as Promise<Step>);
  }

  async return(): Promise<Step> {
    await this.#reader.cancel();
    return { done: true, value: undefined };
  }
}

const MOST_SHORT = 1_024;
const decoder = /* @__PURE__ */ new TextDecoder();

/** A short text of ASCII is better a string: a host may send that in one piece with its head. */
function asText(bytes: Uint8Array): Chunk {
  if (bytes.length > MOST_SHORT) return bytes;
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return bytes;
  return decoder.decode(bytes);
}
