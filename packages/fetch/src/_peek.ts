import type { Body, Chunk } from "@tsgi/core";
import { concat } from "@tsgi/core/server";
import { inNextTurn } from "./_next-turn.ts";
import { byteReaderOf } from "./_response.ts";

type Step = IteratorResult<Uint8Array, undefined>;

/** How many microtasks a body that is there takes to arrive: platforms need about half of them. */
const TICKS = 16;
/** Most bytes of a body that comes piece by piece, and yet counts as whole. */
const MOST = 1_048_576;

/** True where also a body that is there takes a turn of the loop to arrive, as in workerd; found out with the first one. */
let takesTurns: boolean | undefined;

/**
 * Looks at a stream without waiting for it: a body that is there at once is given whole, so that its length is known; any
 * other is given as a stream from which nothing is lost.
 */
export async function peek(stream: ReadableStream<Uint8Array>): Promise<Body> {
  takesTurns ??= !(await isThere(new Pending(new Response("x").body!.getReader().read())));
  const { read, cancel, inBulk } = readerOf(stream, takesTurns);
  const steps: Pending[] = [];
  const chunks: Uint8Array[] = [];
  for (let size = 0; size <= MOST;) {
    const step = new Pending(read());
    steps.push(step);
    if (!(await isThere(step)) && takesTurns) await new Promise<void>(inNextTurn);
    if (step.step?.done) return chunks.length === 0 ? null : concat(chunks, size);
    // What comes in pieces is a stream, unless the pieces are of the platform's own making.
    if (step.step === undefined || (!inBulk && chunks.length > 0)) break;
    chunks.push(step.step.value);
    size += step.step.value.length;
  }
  return new PeekedBody(read, cancel, steps);
}

async function isThere(step: Pending): Promise<boolean> {
  for (let i = 0; i < TICKS && !step.isSettled; i++) await undefined;
  return step.isSettled;
}

interface Reader {
  readonly read: () => Promise<Step>;
  readonly cancel: () => Promise<void>;
  readonly inBulk: boolean;
}

/** @param wantsBulk reads more at a time than the platform would by itself, where that is possible */
function readerOf(stream: ReadableStream<Uint8Array>, wantsBulk: boolean): Reader {
  const bytes = wantsBulk ? byteReaderOf(stream) : undefined;
  if (bytes === undefined) {
    const reader = stream.getReader();
    return { read: () => reader.read() as Promise<Step>, cancel: () => reader.cancel(), inBulk: false };
  }
  let room = 4096;
  const read = async (): Promise<Step> => {
    const { done, value } = await bytes.read(new Uint8Array(room));
    room = 65_536;
    return done ? { done, value: undefined } : { done, value };
  };
  return { read, cancel: () => bytes.cancel(), inBulk: true };
}

/** A read that is on its way. */
class Pending {
  readonly promise: Promise<Step>;
  step: Step | undefined = undefined;
  isSettled = false;

  constructor(promise: Promise<ReadableStreamReadResult<Uint8Array>> | Promise<Step>) {
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
  readonly #read: () => Promise<Step>;
  readonly #cancel: () => Promise<void>;
  readonly #pending: Pending[];

  constructor(read: () => Promise<Step>, cancel: () => Promise<void>, pending: Pending[]) {
    this.#read = read;
    this.#cancel = cancel;
    this.#pending = pending;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return this.#pending.shift()?.promise ?? this.#read();
  }

  async return(): Promise<Step> {
    await this.#cancel();
    return { done: true, value: undefined };
  }
}
