import type { Chunk } from "@tsgi/core";

type Callback = (error?: Error | null) => void;
type Step = IteratorResult<Chunk, undefined>;

/** What the one who writes hears of the one who reads. */
interface BodyEvents {
  /** A chunk has gone on. */
  accepted(): void;
  /** All has gone on. */
  finished(): void;
  /** Nobody reads any more. */
  closed(): void;
}

/** What was written, pulled by the host chunk by chunk. A chunk counts as gone once the next is asked for. */
export class FunctionBody implements AsyncIterableIterator<Chunk, undefined> {
  /** Bytes that wait; of text, its length. */
  size = 0;
  readonly #events: BodyEvents;
  readonly #queue: { chunk: Chunk; done: Callback | undefined }[] = [];
  #taken: { chunk: Chunk; done: Callback | undefined } | undefined = undefined;
  #ended = false;
  /** True once the end has been read, or nobody reads any more. */
  #isOver = false;
  #failure: { readonly error: Error } | undefined = undefined;
  #wake: (() => void) | undefined = undefined;

  constructor(events: BodyEvents) {
    this.#events = events;
  }

  push(chunk: Chunk, done: Callback | undefined): void {
    if (chunk.length === 0) return queueMicrotask(() => done?.());
    this.#queue.push({ chunk, done });
    this.size += chunk.length;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** What waits is dropped. Whoever reads gets the error, unless the end has been read. */
  fail(error: Error): void {
    if (!this.#isOver) this.#failure ??= { error };
    for (const { done } of this.#queue.splice(0)) done?.(error);
    this.#taken?.done?.(error);
    this.#taken = undefined;
    this.size = 0;
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Step> {
    this.#accept();
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#taken = this.#queue.shift();
      if (this.#taken !== undefined) return { done: false, value: this.#taken.chunk };
      if (this.#ended || this.#isOver) {
        if (!this.#isOver) this.#finish();
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }

  async return(): Promise<Step> {
    if (this.#failure === undefined && !this.#isOver) {
      // A host that knows the length may ask for no more than that: an end that was written stands.
      if (this.#ended && this.#queue.length === 0) {
        this.#accept();
        this.#finish();
      } else {
        this.#isOver = true;
        this.#events.closed();
      }
    }
    return { done: true, value: undefined };
  }

  #finish(): void {
    this.#isOver = true;
    this.#events.finished();
  }

  #accept(): void {
    const taken = this.#taken;
    if (taken === undefined) return;
    this.#taken = undefined;
    this.size -= taken.chunk.length;
    taken.done?.();
    this.#events.accepted();
  }
}
