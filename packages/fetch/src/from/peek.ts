import type { Body, Chunk } from "@tsgi/core";
import { concat } from "@tsgi/core/server";
import { inNextTurn } from "../_next-turn.ts";
import { byteReaderOf } from "../_response.ts";

type Step = IteratorResult<Uint8Array, undefined>;

/** How many microtasks a body that is there takes to arrive: platforms need about half of them. */
const TICKS = 16;
/** How many turns of the loop a piece of a Blob takes at most: one or two, seen of Node 24 and 26. */
const TURNS = 3;
/** Most bytes of a body that comes piece by piece, and yet counts as whole; its first piece may be of any size. */
const MOST = 1_048_576;
/** Most pieces of such a body, where the platform does not join them. */
const PIECES = 16;

/** True where also a body that is there takes a turn of the loop to arrive, as in workerd; found out with the first one. */
let takesTurns: boolean | undefined;

/**
 * Looks at a stream without waiting for it: a body that is there at once is given whole, so that its length is known; any
 * other is given as a stream from which nothing is lost. Of a stream of bytes, as Blobs and forms are, pieces may take a few
 * turns of the loop.
 */
export async function peek(stream: ReadableStream<Uint8Array>): Promise<Body> {
  takesTurns ??= !(await isThere(new Pending(new Response("x").body!.getReader().read())));
  const reader = readerOf(stream, takesTurns);
  const steps: Pending[] = [];
  const chunks: Uint8Array[] = [];
  let [size, first, turns] = [0, 0, takesTurns ? 1 : 0];
  while (size - first <= MOST && (reader.inBulk || chunks.length <= PIECES)) {
    let step = new Pending(reader.read());
    if (!(await isThere(step)) && chunks.length === 1 && turns === 0 && reader.restart?.()) {
      if (reader.holdsBytes) turns = TURNS;
      // What came in the very moment that the read was given up is kept.
      if (!(await isThere(step)) || step.step === undefined) step = new Pending(reader.read());
    }
    steps.push(step);
    for (let turn = 0; turn < turns && !step.isSettled; turn++) await new Promise<void>(inNextTurn);
    if (step.step?.done) return chunks.length === 0 ? null : concat(chunks, size);
    // What comes in pieces is a stream, unless the pieces are of the platform's own making.
    if (step.step === undefined || (!reader.inBulk && turns < TURNS && chunks.length > 0)) break;
    chunks.push(step.step.value);
    size += step.step.value.length;
    if (chunks.length === 1 && !reader.inBulk) first = size;
  }
  return new PeekedBody(reader, steps);
}

async function isThere(step: Pending): Promise<boolean> {
  for (let i = 0; i < TICKS && !step.isSettled; i++) await undefined;
  return step.isSettled;
}

interface Reader {
  read(): Promise<Step>;
  cancel(): Promise<void>;
  /** Gives up a read that nothing has come of, to find out `holdsBytes`; false where the platform does not let go. */
  restart?(): boolean;
  /** True for a stream of bytes. */
  readonly holdsBytes: boolean;
  readonly inBulk: boolean;
}

/** @param wantsBulk reads more at a time than the platform would by itself, where that is possible */
function readerOf(stream: ReadableStream<Uint8Array>, wantsBulk: boolean): Reader {
  const bytes = wantsBulk ? byteReaderOf(stream) : undefined;
  if (bytes === undefined) return new PlainReader(stream);
  let room = 4096;
  const read = async (): Promise<Step> => {
    const { done, value } = await bytes.read(new Uint8Array(room));
    room = 65_536;
    return done ? { done, value: undefined } : { done, value };
  };
  return { read, cancel: () => bytes.cancel(), holdsBytes: true, inBulk: true };
}

class PlainReader implements Reader {
  readonly inBulk = false;
  holdsBytes = false;
  readonly #stream: ReadableStream<Uint8Array>;
  #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#stream = stream;
    this.#reader = stream.getReader();
  }

  read(): Promise<Step> {
    return this.#reader.read() as Promise<Step>;
  }
  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
  /** Not asked before: to make a second reader costs as much as to read a small body. */
  restart(): boolean {
    try {
      this.#reader.releaseLock();
    } catch {
      return false;
    }
    const bytes = byteReaderOf(this.#stream);
    bytes?.releaseLock();
    this.holdsBytes = bytes !== undefined;
    this.#reader = this.#stream.getReader();
    return true;
  }
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
  readonly #reader: Reader;
  readonly #pending: Pending[];

  constructor(reader: Reader, pending: Pending[]) {
    this.#reader = reader;
    this.#pending = pending;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return this.#pending.shift()?.promise ?? this.#reader.read();
  }

  async return(): Promise<Step> {
    await this.#reader.cancel();
    return { done: true, value: undefined };
  }
}
