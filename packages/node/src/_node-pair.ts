import { TsgiError, type Body, type Chunk, type Environ, type StartResponse } from "@tsgi/core";
import { TSGI_CLIENT_GONE, TSGI_LISTENER_TIMEOUT } from "@tsgi/core/errors";
import { isThenable } from "@tsgi/core/server";
import { keptFields, type Callback, type Fields, type Waiter } from "./_node-pair-parts.ts";
import { aborted, dumpRequest, pairRequest, type PairKind, type PairRequest } from "./_node-pair-request.ts";
import {
  closeResponse,
  pairResponse,
  trailersOf,
  type PairOutlet,
  type PairResponse,
} from "./_node-pair-response.ts";
import { PairSocket } from "./_node-pair-socket.ts";
import { END, PairStream, type Step } from "./_node-pair-stream.ts";
import { Refusals } from "./_refusals.ts";

/** Milliseconds in which the body of an answer to HEAD is written to nowhere. */
const DROP_TIME = 5_000;

/** As much as Node holds before `write` gives false. */
const HIGH_WATER_MARK = 16_384;

/**
 * A request and a response of Node's own classes for an environ and a startResponse. What is written to the response
 * becomes the body, pulled at the client's pace.
 */
export class NodePair extends PairStream implements PairOutlet {
  override readonly request: PairRequest;
  override readonly response: PairResponse;
  readonly #socket: PairSocket;
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  /** Whoever waits for the answer, once the listener has returned without one. */
  #answer: Waiter<Body> | undefined = undefined;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;
  #refusals: Refusals | undefined = undefined;
  /** True while the listener has not returned: what it throws comes here. */
  #isRunning = false;
  /** True from the end of the answer to the end of that turn. */
  #isEnding = false;
  /** True once the body has been handed over, in one piece or as this stream. */
  #isSettled = false;
  #isSettling = false;
  #isClosed = false;

  constructor(environ: Environ, startResponse: StartResponse, kind?: PairKind) {
    super();
    this.#environ = environ;
    this.#startResponse = startResponse;
    this.#socket = new PairSocket(environ, (reason) => {
      // What has ended in the same turn is a finished answer: Node has given it to the system by then.
      if (!this.#isClosed && !this.#isEnding) this.fail(reason);
    });
    this.request = pairRequest(environ, this.#socket, kind);
    this.response = pairResponse(this.request, this.#socket, kind, this);
    // As with a server of Node's: an error that nobody handles must not end the process.
    this.response.on("error", (error: unknown) => this.#log(error));
  }

  /**
   * Runs what is to answer by the response, and gives the answer's body: at once where it answered at once.
   *
   * @param timeout milliseconds until there must be a head; 0 for no limit
   */
  answer(work: () => unknown, timeout: number): Body | Promise<Body> {
    const result = this.#run(work);
    if (isThenable(result)) result.then(undefined, (error: unknown) => this.fail(error));
    if (this.failure !== undefined) throw this.failure.error;
    if (this.hasEnded || this.size > 0) return this.#settle();
    this.#environ.onFinish((error) => this.#gone(error));
    const late = (): void => this.fail(new TsgiError(TSGI_LISTENER_TIMEOUT, `${timeout} ms`));
    if (timeout > 0) this.#timer = setTimeout(late, timeout);
    return new Promise((resolve, reject) => (this.#answer = { resolve, reject }));
  }

  #run(work: () => unknown): unknown {
    this.#isRunning = true;
    try {
      return work();
    } catch (error) {
      this.failure = { error };
      this.close();
      throw error;
    } finally {
      this.#isRunning = false;
    }
  }

  /** The answer cannot go on. Before it has begun the application has failed; after it the response is broken off. */
  fail(error: unknown): void {
    // The listener may hand on what it was told.
    if (this.failure?.error === error) return;
    if (this.#isClosed || this.failure !== undefined) return this.#log(error);
    this.failure = { error };
    this.#answer?.reject(error);
    this.pull?.reject(error);
    if (this.#isSettled && this.hasEnded && this.queue.length === 0) this.#log(error);
    this.close();
  }

  earlyHints(fields: Fields): void {
    this.#environ.earlyHints?.(fields);
  }

  head(status: number, fields: Fields): void {
    if (this.#isClosed) return; // nobody waits for it
    const kept = keptFields(status, fields, (names) => {
      this.#environ.trailers?.(names, () => trailersOf(this.response));
    });
    try {
      // What answers a refusal is the error answer that startResponse wants to be told the reason of.
      this.#startResponse(status, kept, this.#refusals?.reason);
    } catch (error) {
      this.#refusals ??= new Refusals(this, this.#environ.method);
      return this.#refusals.take(error, fields, this.#isRunning);
    }
    if (this.#environ.method === "HEAD") this.#settleSoon();
  }

  write(chunk: Chunk, callback: Callback | undefined): boolean {
    if (this.#isClosed) return false;
    this.#socket.touch();
    if (chunk.length > 0 && !this.isDropping) {
      this.queue.push(chunk);
      this.size += chunk.length;
    }
    if (callback !== undefined) this.callbacks.push(callback);
    if (this.pull !== undefined) this.serve(this.pull);
    else this.#settleSoon();
    if (this.isDropping) process.nextTick(() => this.accepted());
    if (this.size < HIGH_WATER_MARK) return true;
    this.needsDrain = true;
    return false;
  }

  end(): void {
    this.hasEnded = true;
    this.#isEnding = true;
    // A whole answer is taken at once, what is left of a streamed one later.
    if (this.#isSettled) setImmediate(() => (this.#isEnding = false));
    if (this.pull !== undefined) this.serve(this.pull);
    else if (this.#answer !== undefined && !this.#isSettled) this.#answer.resolve(this.#settle());
    else if (this.isDropping) process.nextTick(() => this.accepted());
  }

  /** Closed before its end: by a client that left, or since nobody wants the body. */
  override return(): Promise<Step> {
    if (this.#environ.method === "HEAD") this.drop();
    else if (this.hasEnded && this.queue.length === 0) this.accepted();
    else this.#gone(new TsgiError(TSGI_CLIENT_GONE));
    return Promise.resolve(END);
  }

  /** What follows in the same turn still belongs to an answer in one piece. */
  #settleSoon(): void {
    if (this.#isSettling || this.#isSettled) return;
    this.#isSettling = true;
    queueMicrotask(() => {
      if (this.#answer !== undefined && !this.#isSettled) this.#answer.resolve(this.#settle());
    });
  }

  #settle(): Body {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    if (!this.hasEnded) return this;
    const chunks = this.queue;
    this.queue = [];
    this.size = 0;
    process.nextTick(() => this.accepted());
    return chunks.length === 0 ? null : chunks.length === 1 ? chunks[0]! : chunks;
  }

  /** The exchange has ended. Where the answer had not, the client has left. */
  #gone(error: unknown): void {
    if (this.#isClosed || (this.hasEnded && this.#isSettled && this.queue.length === 0)) return;
    if (this.isDropping && error === undefined) return this.#runDown();
    this.failure ??= { error: error ?? new TsgiError(TSGI_CLIENT_GONE) };
    this.#answer?.reject(this.failure.error);
    this.pull?.resolve(END);
    this.close();
  }

  /** The answer to HEAD is out: what the listener still writes for it may come to its end, and an endless body not go on. */
  #runDown(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#gone(new TsgiError(TSGI_CLIENT_GONE)), DROP_TIME);
  }

  protected override close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.hasEnded && this.failure === undefined) {
      dumpRequest(this.request);
      this.#socket.rest();
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
