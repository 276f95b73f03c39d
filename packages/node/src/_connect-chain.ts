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
import { LentBody, type Borrower } from "./_borrow.ts";
import { rewritten } from "./_connect-rewrite.ts";
import { remember } from "./_environ-of.ts";
import { applyHead } from "./_merge.ts";
import { pour } from "./_pour.ts";
import type { PairRequest } from "./_node-pair-request.ts";
import type { PairResponse } from "./_node-pair-response.ts";

/** A middleware of Connect or Express; with four parameters, one for errors. */
export type ConnectHandler = (...args: never[]) => unknown;
type Next = (error?: unknown) => void;

/** Milliseconds in which middleware must answer or call next. */
const TIMEOUT = 120_000;

/** By which what is inside of a chain finds the chain: it has been handed the chain's own startResponse. */
const chains = new WeakMap<StartResponse, ConnectChain>();

/** Lends the request and response of the chain that the borrower stands in, unless something else stands between. */
export function borrowFromChain(borrower: Borrower): HostBody | undefined {
  const chain = chains.get(borrower.startResponse);
  return chain?.environ === borrower.environ ? new LentBody(chain, borrower) : undefined;
}

/** Runs handlers one after the other on a request and a response, then an application, and sends its answer by the response. */
export class ConnectChain {
  #environ: Environ;
  readonly #isHead: boolean;
  readonly #app: Application;
  readonly #handlers: readonly ConnectHandler[];
  readonly #request: PairRequest;
  readonly #response: PairResponse;
  #head: Head | undefined = undefined;
  #hasStarted = false;
  /** True once the application has been asked. */
  #isAsked = false;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  #reject: ((error: unknown) => void) | undefined = undefined;

  constructor(
    app: Application,
    handlers: readonly ConnectHandler[],
    environ: Environ,
    request: PairRequest,
    response: PairResponse,
  ) {
    this.#app = app;
    this.#handlers = handlers;
    this.#environ = environ;
    this.#isHead = environ.method === "HEAD";
    this.#request = request;
    this.#response = response;
  }

  /** What the application inside sees. */
  get environ(): Environ {
    return this.#environ;
  }

  /** Throws what fails at once; gives a promise that rejects with what fails later, where there is something to come. */
  run(): Promise<never> | undefined {
    this.#step(0, undefined);
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#response.writableEnded) return undefined;
    if (!this.#isAsked) this.#watchOver();
    return new Promise<never>((_resolve, reject) => (this.#reject = reject));
  }

  /** Calls the next handler that is for this state of affairs: those of four parameters are for errors, as in Connect. */
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
    this.#isAsked = true;
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

  /** As every server's startResponse: PEP 3333, "The start_response() Callable". */
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
      if (body instanceof LentBody && body.owner === this) this.#lend(body);
      else if (isWhole(body)) this.#sendWhole(body);
      else pour(body, this.#response, () => this.#applyHead()).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #lend(body: LentBody): void {
    const result = body.lendTo(this.#request, this.#response);
    if (isThenable(result)) result.then(undefined, (error: unknown) => this.#fail(error));
  }

  #sendWhole(body: Chunk | null): void {
    const head = this.#applyHead();
    // To HEAD the response drops its body, and with it what would tell the length.
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

/** What `next` was called with is an error, apart from Express's directions. */
function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null && error !== "route" && error !== "router";
}

/** Whoever throws has failed, whatever is thrown. */
function thrown(failure: unknown): unknown {
  return isFailure(failure)
    ? failure
    : new TypeError(`middleware threw ${String(failure)}`, { cause: failure });
}
