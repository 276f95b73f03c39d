/* oxlint-disable max-lines -- one call: the fake request, response and socket of it change together */
import { TsgiError, type Body, type Chunk, type Environ, type StartResponse } from "@tsgi/core";
import { TSGI_CLIENT_GONE, TSGI_LISTENER_TIMEOUT } from "@tsgi/core/errors";
import { ChunkQueue, isThenable, type ChunkQueueSource } from "@tsgi/core/server";
import {
  aborted,
  dumpRequest,
  fakeRequest,
  settleRequest,
  type FakeClasses,
  type FakeRequest,
} from "./fake-request.ts";
import {
  closeResponse,
  drainResponse,
  fakeResponse,
  trailersOf,
  type FakeResponse,
  type ResponseSink,
  type WriteCallback,
} from "./fake-response.ts";
import { FakeSocket } from "./fake-socket.ts";
import { applicationFields, type Fields } from "./fields.ts";
import { RefusedHeads } from "./refused-heads.ts";

/** Milliseconds in which the dropped body of a response to HEAD may still be written. */
const DROP_TIME = 5_000;

/**
 * A call of a listener with a fake request and response: objects of Node's own classes, made for an environ and a
 * startResponse. The chunks that the listener writes become the body, pulled at the client's pace.
 */
export class FakeCall implements ResponseSink, ChunkQueueSource {
  readonly request: FakeRequest;
  readonly response: FakeResponse;
  readonly #socket: FakeSocket;
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  /** The chunks that were written. */
  readonly #queue = new ChunkQueue(this);
  /** The callbacks of the writes whose chunks are in the queue or with the reader. */
  #callbacks: WriteCallback[] = [];
  #needsDrain = false;
  #hasEnded = false;
  #failure: { readonly error: unknown } | undefined = undefined;
  /** True if writes are dropped, as Node drops the body of a response to HEAD. */
  #isDropping = false;
  /** Settles the promise of the body, if the listener has returned without a response. */
  #result: { resolve(body: Body): void; reject(error: unknown): void } | undefined = undefined;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;
  #refusals: RefusedHeads | undefined = undefined;
  /** True until the listener has returned: until then its exceptions are caught here. */
  #isRunning = false;
  /** True from the end of the response to the end of that turn. */
  #isEnding = false;
  /** True once the body has been returned, in one piece or as the queue. */
  #isSettled = false;
  #isSettling = false;
  #isClosed = false;

  constructor(environ: Environ, startResponse: StartResponse, classes?: FakeClasses) {
    this.#environ = environ;
    this.#startResponse = startResponse;
    this.#socket = new FakeSocket(environ, (reason) => {
      // A response that has ended in the same turn is complete: Node has written it to the system by then.
      if (!this.#isClosed && !this.#isEnding) this.fail(reason);
    });
    this.request = fakeRequest(environ, this.#socket, classes);
    this.response = fakeResponse(this.request, this.#socket, classes, this);
    // As on a Node server: an error without a listener must not end the process.
    this.response.on("error", (error: unknown) => this.#log(error));
  }

  /**
   * Runs the listener and returns the body of its response: synchronously if it responded synchronously.
   *
   * @param timeout milliseconds until the head must be set; 0 for no limit
   */
  run(work: () => unknown, timeout: number): Body | Promise<Body> {
    const result = this.#start(work);
    if (isThenable(result)) result.then(undefined, (error: unknown) => this.fail(error));
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#hasEnded || this.#queue.size > 0) return this.#settle();
    this.#environ.onFinish((error) => this.#gone(error));
    const late = (): void => this.fail(new TsgiError(TSGI_LISTENER_TIMEOUT, `${timeout} ms`));
    if (timeout > 0) this.#timer = setTimeout(late, timeout);
    return new Promise((resolve, reject) => (this.#result = { resolve, reject }));
  }

  #start(work: () => unknown): unknown {
    this.#isRunning = true;
    try {
      return work();
    } catch (error) {
      this.#failure = { error };
      this.#close();
      throw error;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Fails the response: the application fails if the head has not been sent; otherwise the response is broken off. */
  fail(error: unknown): void {
    // The listener may pass on the error that it got.
    if (this.#failure?.error === error) return;
    if (this.#isClosed || this.#failure !== undefined) return this.#log(error);
    this.#failure = { error };
    this.#result?.reject(error);
    this.#queue.fail(error);
    if (this.#isComplete) this.#log(error);
    this.#close();
  }

  earlyHints(fields: Fields): void {
    this.#environ.earlyHints?.(fields);
  }

  head(status: number, fields: Fields): void {
    if (this.#isClosed) return; // the response is over
    const kept = applicationFields(status, fields, (names) => {
      this.#environ.trailers?.(names, () => trailersOf(this.response));
    });
    try {
      // A head after a rejected one is that of an error response: startResponse requires the error.
      this.#startResponse(status, kept, this.#refusals?.reason);
    } catch (error) {
      this.#refusals ??= new RefusedHeads(this, this.#environ.method);
      return this.#refusals.take(error, fields, this.#isRunning);
    }
    if (this.#environ.method === "HEAD") this.#settleSoon();
  }

  write(chunk: Chunk, callback: WriteCallback | undefined): boolean {
    if (this.#isClosed) return false;
    this.#socket.touch();
    if (callback !== undefined) this.#callbacks.push(callback);
    if (this.#isDropping) process.nextTick(() => this.#accept());
    else if (chunk.length > 0) this.#queue.push(chunk);
    this.#settleSoon();
    this.#needsDrain ||= this.#queue.isFull;
    return !this.#queue.isFull;
  }

  end(): void {
    this.#hasEnded = true;
    this.#isEnding = true;
    // A whole response is read immediately, the rest of a streamed one later.
    if (this.#isSettled) setImmediate(() => (this.#isEnding = false));
    this.#queue.end();
    if (this.#result !== undefined && !this.#isSettled) this.#result.resolve(this.#settle());
    else if (this.#isDropping) process.nextTick(() => this.#accept());
  }

  /** Called by the queue when the reader requests a chunk. */
  pull(): void {
    if (this.#queue.size === 0 && !this.#hasEnded) this.#accept();
  }

  /** Called by the queue when the reader has read everything. */
  finish(): void {
    this.#accept();
  }

  /** Called by the queue when the reader returns before the end: the client has disconnected, or the server wants no body. */
  cancel(): void {
    if (this.#isClosed) return;
    if (this.#environ.method === "HEAD") {
      this.#isDropping = true;
      this.#queue.drop();
      this.#accept();
    } else {
      this.#gone(new TsgiError(TSGI_CLIENT_GONE));
    }
  }

  /** Called when all writes have been accepted. */
  #accept(): void {
    if (this.#hasEnded) settleRequest(this.request);
    const callbacks = this.#callbacks;
    if (callbacks.length > 0) {
      this.#callbacks = [];
      for (const callback of callbacks) callback();
    }
    if (this.#hasEnded) {
      process.nextTick(() => this.#close());
    } else if (this.#needsDrain) {
      this.#needsDrain = false;
      drainResponse(this.response);
    }
  }

  /** Waits for the end of the turn: further writes in it still belong to a whole response. */
  #settleSoon(): void {
    if (this.#isSettling || this.#isSettled) return;
    this.#isSettling = true;
    queueMicrotask(() => {
      if (this.#result !== undefined && !this.#isSettled) this.#result.resolve(this.#settle());
    });
  }

  #settle(): Body {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    if (!this.#hasEnded) return this.#queue;
    const chunks = this.#queue.takeAll();
    process.nextTick(() => this.#accept());
    return chunks.length === 0 ? null : chunks.length === 1 ? chunks[0]! : chunks;
  }

  /** True once the body has been returned and read completely. */
  get #isComplete(): boolean {
    return this.#hasEnded && this.#isSettled && this.#queue.size === 0;
  }

  /** Called at the end of the exchange. If the response has not ended, the client has disconnected. */
  #gone(error: unknown): void {
    if (this.#isClosed || this.#isComplete) return;
    if (this.#isDropping && error === undefined) return this.#runDown();
    this.#failure ??= { error: error ?? new TsgiError(TSGI_CLIENT_GONE) };
    this.#result?.reject(this.#failure.error);
    this.#close();
    void this.#queue.return(); // a waiting read gets the end
  }

  /** Called when a response to HEAD has been sent: lets the listener write its body to the end, and stops an endless one. */
  #runDown(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#gone(new TsgiError(TSGI_CLIENT_GONE)), DROP_TIME);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#hasEnded && this.#failure === undefined) {
      dumpRequest(this.request);
      this.#socket.stopTimer();
      this.response.socket = null;
    } else {
      if (!this.#socket.destroyed) this.#socket.close();
      if (!this.request.destroyed) this.request.destroy(aborted());
    }
    closeResponse(this.response);
  }

  #log(error: unknown): void {
    this.#environ.waitUntil(Promise.reject(error));
  }
}
