import {
  TsgiError,
  isWhole,
  type Application,
  type Body,
  type Chunk,
  type Environ,
  type HostBody,
  type StartResponse,
} from "@tsgi/core";
import { TSGI_LISTENER_TIMEOUT, TSGI_NOT_STARTED, TSGI_START_TWICE } from "@tsgi/core/errors";
import { Head, isThenable } from "@tsgi/core/server";
import { remember } from "./environ-of.ts";
import { applyHead } from "../transport/merge-head.ts";
import { rewritten } from "./connect-rewrite.ts";
import type { FakeRequest } from "./fake-request.ts";
import type { FakeResponse } from "./fake-response.ts";
import { HandoffBody, type HandoffCall } from "./native-handoff.ts";
import { pipeBody } from "./pipe-body.ts";

/** A middleware of Connect or Express; one with four parameters handles errors. */
export type ConnectHandler = (...args: never[]) => unknown;
type Next = (error?: unknown) => void;

/** Milliseconds in which middleware must send a response or call `next`. */
const TIMEOUT = 120_000;

/** Maps the startResponse that a chain calls its application with to that chain. */
const chains = new WeakMap<StartResponse, ConnectChain>();

/**
 * Returns a body by which the chain around a listener hands off its request and response; undefined if another middleware is
 * in between.
 */
export function chainHandoff(call: HandoffCall): HostBody | undefined {
  const chain = chains.get(call.startResponse);
  return chain?.environ === call.environ ? new HandoffBody(chain, call) : undefined;
}

/** Runs handlers one after the other on a request and a response, then an application, whose result it writes to the response. */
export class ConnectChain {
  #environ: Environ;
  readonly #isHead: boolean;
  readonly #app: Application;
  readonly #handlers: readonly ConnectHandler[];
  readonly #request: FakeRequest;
  readonly #response: FakeResponse;
  #head: Head | undefined = undefined;
  #hasStarted = false;
  /** True once the application has been called. */
  #isCalled = false;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  #reject: ((error: unknown) => void) | undefined = undefined;

  constructor(
    app: Application,
    handlers: readonly ConnectHandler[],
    environ: Environ,
    request: FakeRequest,
    response: FakeResponse,
  ) {
    this.#app = app;
    this.#handlers = handlers;
    this.#environ = environ;
    this.#isHead = environ.method === "HEAD";
    this.#request = request;
    this.#response = response;
  }

  /** The environ that the application inside gets. */
  get environ(): Environ {
    return this.#environ;
  }

  /**
   * Runs the chain. Throws synchronous errors; if the response is not complete, returns a promise that rejects with later
   * ones.
   */
  run(): Promise<never> | undefined {
    this.#step(0, undefined);
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#response.writableEnded) return undefined;
    if (!this.#isCalled) this.#watchOver();
    return new Promise<never>((_resolve, reject) => (this.#reject = reject));
  }

  /** Calls the next matching handler: after an error one with four parameters, otherwise one with fewer, as in Connect. */
  #step(index: number, error: unknown): void {
    const isError = isFailure(error);
    let at = index;
    while (at < this.#handlers.length && (this.#handlers[at]!.length === 4) !== isError) at++;
    const handler = this.#handlers[at] as ((...args: unknown[]) => unknown) | undefined;
    if (handler === undefined) return isError ? this.#fail(error) : this.#runApplication();
    let isDone = false;
    const next: Next = (failure) => {
      if (isDone) return;
      isDone = true;
      this.#step(at + 1, failure);
    };
    const args = isError ? [error] : [];
    try {
      const result = handler(...args, this.#request, this.#response, next);
      if (isThenable(result)) result.then(undefined, (failure: unknown) => next(thrown(failure)));
    } catch (failure) {
      next(thrown(failure));
    }
  }

  #watchOver(): void {
    this.#timer = setTimeout(() => {
      if (!this.#response.headersSent) this.#fail(new TsgiError(TSGI_LISTENER_TIMEOUT, `${TIMEOUT} ms`));
    }, TIMEOUT);
    this.#response.once("close", () => clearTimeout(this.#timer));
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#reject?.(error);
  }

  #runApplication(): void {
    this.#isCalled = true;
    clearTimeout(this.#timer);
    const environ = rewritten(this.#environ, this.#request);
    if (environ !== this.#environ) remember(this.#request, environ);
    this.#environ = environ;
    const start: StartResponse = (status, headers, error) => this.#start(status, headers, error);
    chains.set(start, this);
    try {
      const body = this.#app(environ, start);
      if (!isThenable(body)) return this.#send(body);
      Promise.resolve(body).then(
        (settled) => this.#send(settled),
        (error: unknown) => this.#fail(error),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Works as every server's startResponse: PEP 3333, "The start_response() Callable". */
  #start(status: number, headers: unknown, error: unknown): void {
    const again = this.#hasStarted;
    this.#hasStarted = true;
    if (error !== undefined && error !== null) {
      if (this.#response.headersSent) throw error;
    } else if (again) {
      throw new TsgiError(TSGI_START_TWICE);
    }
    this.#head = new Head(status, headers as never);
  }

  #send(body: Body): void {
    try {
      if (body instanceof HandoffBody && body.owner === this) this.#handOff(body);
      else if (isWhole(body)) this.#sendWhole(body);
      else
        pipeBody(body, this.#response, () => this.#applyHead()).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #handOff(body: HandoffBody): void {
    const result = body.handOff(this.#request, this.#response);
    if (isThenable(result)) result.then(undefined, (error: unknown) => this.#fail(error));
  }

  #sendWhole(body: Chunk | null): void {
    const head = this.#applyHead();
    // For HEAD the response drops its body, and with it the length.
    if (this.#isHead && body !== null && head.contentLength < 0 && !head.bodiless) {
      this.#response.setHeader("content-length", String(Buffer.byteLength(body)));
    }
    if (body === null) this.#response.end();
    else this.#response.end(body);
  }

  #applyHead(): Head {
    if (this.#head === undefined) throw new TsgiError(TSGI_NOT_STARTED);
    applyHead(this.#response, this.#head);
    return this.#head;
  }
}

/** Returns true if `next` was called with an error, not with one of Express's directions. */
function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null && error !== "route" && error !== "router";
}

/** Returns an error for any value that a handler threw: every throw fails the request. */
function thrown(failure: unknown): unknown {
  return isFailure(failure)
    ? failure
    : new TypeError(`middleware threw ${String(failure)}`, { cause: failure });
}
