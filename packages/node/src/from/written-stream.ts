import type { Chunk } from "@tsgi/core";
import { settleRequest, type FakeRequest } from "./fake-request.ts";
import { drainResponse, type FakeResponse, type WriteCallback } from "./fake-response.ts";

export type Step = IteratorResult<Chunk, undefined>;

/** Settles a promise. */
export interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

export const END: Step = { done: true, value: undefined };

/** What was written to a response, as a body that is pulled. */
export abstract class WrittenStream implements AsyncIterableIterator<Chunk, undefined> {
  abstract readonly request: FakeRequest;
  abstract readonly response: FakeResponse;
  protected queue: Chunk[] = [];
  protected size = 0;
  protected callbacks: WriteCallback[] = [];
  /** Whoever waits for a chunk. */
  protected pull: Waiter<Step> | undefined = undefined;
  protected failure: { readonly error: unknown } | undefined = undefined;
  protected needsDrain = false;
  protected hasEnded = false;
  /** True when nobody takes what is written: it is dropped, as Node drops the body of an answer to HEAD. */
  protected isDropping = false;

  /** Closed before its end: by a client that left, or since nobody wants the body. */
  abstract return(): Promise<Step>;
  protected abstract close(): void;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this.pull = { resolve, reject };
      this.serve(this.pull);
    });
  }

  /** Answers a pull, if it can be. To be asked for more means that what was taken before is accepted. */
  protected serve(pull: Waiter<Step>): void {
    if (this.queue.length === 0) this.accepted();
    // What waited for room may have written, and answered this pull, meanwhile.
    if (this.pull !== pull) return;
    const chunk = this.queue.shift();
    if (chunk === undefined && this.failure === undefined && !this.hasEnded) return;
    this.pull = undefined;
    this.size -= chunk?.length ?? 0;
    if (chunk !== undefined) pull.resolve({ done: false, value: chunk });
    else if (this.failure !== undefined) pull.reject(this.failure.error);
    else pull.resolve(END);
  }

  protected accepted(): void {
    if (this.hasEnded) settleRequest(this.request);
    const callbacks = this.callbacks;
    if (callbacks.length > 0) {
      this.callbacks = [];
      for (const callback of callbacks) callback();
    }
    if (this.hasEnded) {
      process.nextTick(() => this.close());
    } else if (this.needsDrain) {
      this.needsDrain = false;
      drainResponse(this.response);
    }
  }

  protected drop(): void {
    this.isDropping = true;
    this.queue = [];
    this.size = 0;
    this.accepted();
  }
}
