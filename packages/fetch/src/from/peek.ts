import type { Body, Chunk } from "@tsgi/core";
import { concat } from "@tsgi/core/server";
import { inNextTurn } from "../_next-turn.ts";
import { byteReaderOf } from "../_response.ts";

type Step = IteratorResult<Uint8Array, undefined>;

/** Microtasks in which an available body arrives: platforms need about half of them. */
const TICKS = 16;
/** Maximum turns of the loop that a piece of a Blob takes: one or two, seen on Node 24 and 26. */
const TURNS = 3;
/** Maximum bytes of a body that arrives in pieces and still counts as whole; its first piece may have any size. */
const MAX_SIZE = 1_048_576;
/** Maximum pieces of such a body, if the platform does not join them. */
const MAX_PIECES = 16;

/** True if even an available body takes a turn of the loop to arrive, as in workerd; measured with the first one. */
let takesTurns: boolean | undefined;

/**
 * Looks into a stream without waiting for it: returns an available body as a whole one, so that its length is known, and any
 * other as a stream without loss. The pieces of a byte stream, such as that of a Blob or a form, may take a few turns of the
 * loop.
 */
export async function peek(stream: ReadableStream<Uint8Array>): Promise<Body> {
  takesTurns ??= !(await isThere(new Pending(new Response("x").body!.getReader().read())));
  const reader = readerOf(stream, takesTurns);
  const steps: Pending[] = [];
  const chunks: Uint8Array[] = [];
  let [size, first, turns] = [0, 0, takesTurns ? 1 : 0];
  while (size - first <= MAX_SIZE && (reader.inBulk || chunks.length <= MAX_PIECES)) {
    let step = new Pending(reader.read());
    if (!(await isThere(step)) && chunks.length === 1 && turns === 0 && reader.restart?.()) {
      if (reader.holdsBytes) turns = TURNS;
      // A chunk that arrived at the very moment of the cancellation is kept.
      if (!(await isThere(step)) || step.step === undefined) step = new Pending(reader.read());
    }
    steps.push(step);
    for (let turn = 0; turn < turns && !step.isSettled; turn++) await new Promise<void>(inNextTurn);
    if (step.step?.done) return chunks.length === 0 ? null : concat(chunks, size);
    // A body in pieces is a stream, unless the platform itself has split it.
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
  /** Cancels a pending read, to determine `holdsBytes`; returns false if the platform does not release it. */
  restart?(): boolean;
  /** True for a byte stream. */
  readonly holdsBytes: boolean;
  readonly inBulk: boolean;
}

/** @param wantsBulk true to read more at a time than the platform's default, if possible */
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
  /** Called only if necessary: creating a second reader costs as much as reading a small body. */
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

/** A read in progress. */
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
      // A later read gets the error; without one it must not count as unhandled.
      () => (this.isSettled = true),
    );
  }
}

/** The rest of a stream after peek(). */
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
