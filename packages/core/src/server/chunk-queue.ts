import type { BodySource } from "./body-source.ts";
import { TSGI_WRITE_LATE } from "../errors.ts";
import { TsgiError } from "../tsgi-error.ts";
import type { Chunk } from "../message.ts";

type Step<C> = IteratorResult<C, undefined>;

/** Called without an error when the reader has accepted a chunk, and with one if the chunk was dropped. */
export type AcceptCallback = (error?: Error) => void;

/** The writer of a {@link ChunkQueue}; its members have the names of a ReadableStream's source. */
export interface ChunkQueueSource {
  /** Called when the reader requests a chunk. It may write synchronously. */
  pull?(): void;
  /** Called once, when the reader has read the end or has returned with nothing left to read. */
  finish?(): void;
  /** Called once, when the reader returns before the end. All waiting chunks are dropped after it. */
  cancel?(): void;
}

interface Entry<C> {
  readonly chunk: C;
  readonly onAccept: AcceptCallback | undefined;
  next: Entry<C> | undefined;
}

interface Waiter<C> {
  resolve(step: Step<C> | PromiseLike<Step<C>>): void;
  reject(error: unknown): void;
}

/** Bytes that may wait until {@link ChunkQueue.push} returns false. */
const HIGH_WATER_MARK = 16_384;

const END: Step<never> = { done: true, value: undefined };

/**
 * Turns chunks that are written into a body that is pulled. A chunk counts as accepted when the reader requests the next
 * one.
 *
 * The writer calls `push` as long as it returns true, then waits for `pull` of its source or for the callback of a chunk. It
 * ends the body with `end` or `fail`; the reader ends it with `return`.
 */
export class ChunkQueue<C extends Chunk = Chunk> implements AsyncIterableIterator<C, undefined> {
  readonly #source: ChunkQueueSource;
  readonly #highWaterMark: number;
  // A list, not an array: shift() of an array moves all following entries.
  #first: Entry<C> | undefined = undefined;
  #last: Entry<C> | undefined = undefined;
  #size = 0;
  /** Size of the chunk that the reader holds, until it requests the next one. */
  #taken = 0;
  #onAccept: AcceptCallback | undefined = undefined;
  /** The read that waits for a chunk, and those started after it. */
  #read: Waiter<C> | undefined = undefined;
  #laterReads: Waiter<C>[] | undefined = undefined;
  #isEnded = false;
  #rest: BodySource | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  /** True once the reader has received the end or the error, or has returned. */
  #isOver = false;

  /** @param highWaterMark in bytes; a string counts by its characters */
  constructor(source: ChunkQueueSource = {}, highWaterMark: number = HIGH_WATER_MARK) {
    this.#source = source;
    this.#highWaterMark = highWaterMark;
  }

  /** Bytes that wait for the reader. */
  get size(): number {
    return this.#size;
  }
  /** Bytes that wait for the reader, plus the chunk that it has not accepted yet. */
  get pendingSize(): number {
    return this.#size + this.#taken;
  }
  /** True if the writer should wait for `pull`. */
  get isFull(): boolean {
    return this.#size >= this.#highWaterMark;
  }
  /** True while the reader waits for a chunk. */
  get isAwaited(): boolean {
    return this.#read !== undefined;
  }
  /** True once no more chunks can be written. */
  get isEnded(): boolean {
    return this.#isEnded || this.#isOver;
  }

  /**
   * Writes a chunk; returns false if no more should follow until `pull`. A chunk after the end is dropped, and its callback
   * gets TSGI_WRITE_LATE.
   */
  push(chunk: C, onAccept?: AcceptCallback): boolean {
    if (this.isEnded || this.#failure !== undefined) {
      onAccept?.(late());
      return false;
    }
    const read = this.#read;
    if (read !== undefined) {
      this.#read = this.#laterReads?.shift();
      read.resolve(this.#step(chunk, onAccept));
      if (this.#read !== undefined) this.#ask();
      return true;
    }
    const entry: Entry<C> = { chunk, onAccept, next: undefined };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.#size += chunk.length;
    return !this.isFull;
  }

  /** Ends the body, or continues with another body, which is closed with this one. */
  end(rest?: BodySource): void {
    if (this.isEnded) return rest?.close(ignore);
    this.#isEnded = true;
    this.#rest = rest;
    this.#settleReads();
  }

  /** Fails the body after the written chunks. Returns false if the reader does not see the error, since it has returned. */
  fail(error: unknown): boolean {
    if (this.#isOver) return false;
    this.#failure ??= { error };
    this.#settleReads();
    return true;
  }

  /**
   * Drops the waiting chunks; the callbacks of all chunks that were not accepted get the error. Default: TSGI_WRITE_LATE.
   */
  drop(error?: Error): void {
    const onAccept = this.#onAccept;
    let entry = this.#clear();
    onAccept?.(error ?? late());
    for (; entry !== undefined; entry = entry.next) entry.onAccept?.(error ?? late());
  }

  /** Returns the waiting chunks, for a body that is sent in one piece. They count as accepted. */
  takeAll(): C[] {
    const chunks: C[] = [];
    for (let entry = this.#clear(); entry !== undefined; entry = entry.next) {
      chunks.push(entry.chunk);
      entry.onAccept?.();
    }
    return chunks;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step<C>> {
    if (this.#read !== undefined) {
      return new Promise((resolve, reject) => (this.#laterReads ??= []).push({ resolve, reject }));
    }
    this.#ask();
    try {
      const step = this.#take();
      if (step !== undefined) return Promise.resolve(step);
    } catch (error) {
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => (this.#read = { resolve, reject }));
  }

  async return(): Promise<Step<C>> {
    if (this.#isOver) return END;
    const isComplete = this.#isEnded && this.#first === undefined;
    this.#isOver = true;
    // A server that knows the length does not read the end: a written end counts as read.
    if (isComplete) {
      this.#accept();
      if (this.#rest === undefined) this.#source.finish?.();
    } else {
      if (this.#failure === undefined) this.#source.cancel?.();
      this.drop();
    }
    this.#settleReads();
    await this.#rest?.closeAndWait();
    return END;
  }

  /** Returns the next step, or undefined if the reader must wait for it. */
  #take(): Step<C> | PromiseLike<Step<C>> | undefined {
    const entry = this.#first;
    if (entry !== undefined) {
      this.#first = entry.next;
      if (entry.next === undefined) this.#last = undefined;
      this.#size -= entry.chunk.length;
      return this.#step(entry.chunk, entry.onAccept);
    }
    if (this.#isOver) return END;
    if (this.#failure !== undefined) {
      this.#isOver = true;
      throw this.#failure.error;
    }
    if (this.#rest !== undefined) return this.#rest.next() as Step<C> | PromiseLike<Step<C>>;
    if (!this.#isEnded) return undefined;
    this.#isOver = true;
    this.#source.finish?.();
    return END;
  }

  #step(chunk: C, onAccept: AcceptCallback | undefined): Step<C> {
    this.#taken = chunk.length;
    this.#onAccept = onAccept;
    return { done: false, value: chunk };
  }

  #ask(): void {
    this.#accept();
    if (!this.#isOver) this.#source.pull?.();
  }

  #accept(): void {
    this.#taken = 0;
    const onAccept = this.#onAccept;
    this.#onAccept = undefined;
    onAccept?.();
  }

  /** Settles the waiting reads at the end. */
  #settleReads(): void {
    while (this.#read !== undefined) {
      const read = this.#read;
      this.#read = this.#laterReads?.shift();
      try {
        read.resolve(this.#take()!);
      } catch (error) {
        read.reject(error);
      }
    }
  }

  /** Removes all chunks and returns the first of those that wait. */
  #clear(): Entry<C> | undefined {
    const first = this.#first;
    this.#first = undefined;
    this.#last = undefined;
    this.#size = 0;
    this.#taken = 0;
    this.#onAccept = undefined;
    return first;
  }
}

function late(): TsgiError {
  return new TsgiError(TSGI_WRITE_LATE);
}

function ignore(): void {}
