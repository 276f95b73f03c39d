import {
  createKey,
  isWhole,
  type Body,
  type Environ,
  type HeaderList,
  type Key,
  type Middleware,
  type StartResponse,
} from "@tsgi/core";
import { BodySource, Head, isThenable, WrappedBody, type BodyStep } from "@tsgi/core/server";
import { discard } from "./response/body.ts";
import { writeLine } from "./shared/contain.ts";
import { anInteger, checkOptions } from "./shared/options.ts";
import { sendProblem } from "./response/problem.ts";
import { HttpError } from "./http-error.ts";

/** Options of {@link timeout}. */
export interface TimeoutOptions {
  /** Maximum time until the head of the response in milliseconds. Default: 30,000. */
  readonly limit?: number;
  /** The status on timeout, 500 to 599. Default: 503. */
  readonly status?: number;
}

/** Milliseconds, 24 days: a timer that is set to more fires at once. */
const LONGEST = 2_147_483_647;
const deadline: Key<Deadline> = /* @__PURE__ */ createKey<Deadline>("tsgi.deadline");

/**
 * Responds with 503 if an application takes too long. It limits the time until the head: a response that has begun may take
 * as long as it needs. The application gets the timeout as {@link timeoutSignal}; what it returns later is closed unread.
 * Code that computes without a pause cannot be interrupted.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = timeout({ limit: 5000 })(async (environ, startResponse) => {
 *   const answer = await fetch(url, { signal: timeoutSignal(environ) });
 *   startResponse(answer.status, [["content-type", "application/json"]]);
 *   return answer.body;
 * });
 */
export function timeout(options: TimeoutOptions = {}): Middleware {
  checkOptions("timeout", options, { limit: anInteger(1, LONGEST), status: anInteger(500, 599) });
  const { limit = 30_000, status = 503 } = options;
  return (app) => (environ, startResponse) => {
    const time = new Deadline(environ, startResponse, limit, status);
    environ.set(deadline, time);
    const body = app(environ, time.startResponse);
    return isThenable(body) ? time.race(Promise.resolve(body)) : time.watch(body);
  };
}

/** Returns a signal that fires on timeout; undefined without timeout(). Created on first use. */
export function timeoutSignal(environ: Environ): AbortSignal | undefined {
  return environ.get(deadline)?.signal;
}

/** The deadline of one request. */
class Deadline {
  readonly startResponse: StartResponse;
  readonly #environ: Environ;
  readonly #outer: StartResponse;
  readonly #end: number;
  readonly #limit: number;
  readonly #status: number;
  #controller: AbortController | undefined = undefined;
  #started = false;
  #over = false;

  constructor(environ: Environ, startResponse: StartResponse, limit: number, status: number) {
    this.#environ = environ;
    this.#outer = startResponse;
    this.#end = Date.now() + limit;
    this.#limit = limit;
    this.#status = status;
    this.startResponse = (code, headers, error) => {
      if (this.#over) return takeLate(code, headers, error);
      startResponse(code, headers, error);
      this.#started = true;
    };
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#over) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Returns the body, or the response on timeout, whichever comes first. */
  race(body: Promise<Body>): Promise<Body> {
    return new Promise((resolve, reject) => {
      this.#onTime(body, (late) => discard(this.#environ, late), resolve, reject);
    });
  }

  /** Limits the first step of a streamed body, too, if its application has not called startResponse. */
  watch(body: Body): Body {
    if (this.#started || isWhole(body) || typeof body !== "object" || Array.isArray(body)) return body;
    return new TimedBody(body, this);
  }

  get isStarted(): boolean {
    return this.#started;
  }

  /** Returns the step, or the first one of the body that replaces it on timeout. */
  first(
    step: PromiseLike<BodyStep>,
    replace: (body: Body) => BodyStep | PromiseLike<BodyStep>,
  ): Promise<BodyStep> {
    return new Promise((resolve, reject) => {
      const answer = (body: Body): void => resolve(replace(body));
      this.#onTime(Promise.resolve(step), () => {}, resolve, reject, answer);
    });
  }

  #onTime<T>(
    work: Promise<T>,
    late: (value: T) => void,
    resolve: (value: T | PromiseLike<T>) => void,
    reject: (error: unknown) => void,
    answer: (body: Body) => void = resolve as (body: Body) => void,
  ): void {
    const timer = setTimeout(
      () => {
        this.#over = true;
        this.#controller?.abort();
        try {
          answer(this.#answer());
        } catch (error) {
          reject(error);
        }
      },
      Math.max(0, this.#end - Date.now()),
    );
    // A client that disconnected gets no response.
    this.#environ.onFinish(() => clearTimeout(timer));
    work.then(
      (value) => {
        clearTimeout(timer);
        if (this.#over) late(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        if (this.#over) this.#environ.waitUntil(Promise.reject(error));
        else reject(error);
      },
    );
  }

  #answer(): string {
    const { method, target } = this.#environ;
    writeLine(this.#environ, `${method} ${JSON.stringify(target)} took more than ${this.#limit} ms`);
    const error = new HttpError(this.#status);
    return sendProblem(this.#environ, this.#outer, { status: this.#status }, error);
  }
}

/** A streamed body whose application has not called startResponse when it returns. */
class TimedBody extends WrappedBody {
  readonly #deadline: Deadline;
  #rest: BodySource | undefined = undefined;

  constructor(body: Body, time: Deadline) {
    super(body);
    this.#deadline = time;
  }

  override next(): BodyStep | PromiseLike<BodyStep> {
    if (this.#rest !== undefined) return this.#rest.next();
    const step = this.source.next();
    if (!isThenable(step) || this.#deadline.isStarted) return step;
    return this.#deadline.first(step, (body) => {
      this.#rest = new BodySource([body]);
      return this.#rest.next();
    });
  }
}

/** Validates a head that comes too late, and drops it. */
function takeLate(status: number, headers: HeaderList, error: unknown): void {
  if (error !== undefined && error !== null) throw error;
  void new Head(status, headers);
}
