import {
  createKey,
  isWhole,
  type Body,
  type Chunk,
  type Environ,
  type HeaderList,
  type Key,
  type Middleware,
  type StartResponse,
} from "@tsgi/core";
import { BodySource, Head, isThenable, ownBody } from "@tsgi/core/server";
import { discard } from "./response/body.ts";
import { writeLine } from "./shared/contain.ts";
import { anInteger, checkOptions } from "./shared/options.ts";
import { answerProblem } from "./response/problem.ts";
import { HttpError } from "./http-error.ts";

/** How {@link timeout} limits. */
export interface TimeoutOptions {
  /** Milliseconds to the head of the response. Default: 30,000. */
  readonly limit?: number;
  /** The status when the time is up, 500 to 599. Default: 503. */
  readonly status?: number;
}

/** Milliseconds, 24 days: a timer that is set for longer fires at once. */
const LONGEST = 2_147_483_647;
const deadline: Key<Deadline> = /* @__PURE__ */ createKey<Deadline>("tsgi.deadline");

/**
 * Answers 503 in place of an application that has not answered in time. It limits the time to the head: a response that has
 * begun may take as long as it needs. What the application gives later is closed unread; it is told by
 * {@link timeoutSignal}. One that computes without a pause cannot be interrupted.
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

/** Fires when the time of the request is up; undefined where there is no timeout(). Made when first asked for. */
export function timeoutSignal(environ: Environ): AbortSignal | undefined {
  return environ.get(deadline)?.signal;
}

type Step = IteratorResult<Chunk, unknown>;

/** The time that one request has. */
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

  /** What comes first, the body or the end of the time. */
  race(body: Promise<Body>): Promise<Body> {
    return new Promise((resolve, reject) => {
      this.#onTime(body, (late) => discard(this.#environ, late), resolve, reject);
    });
  }

  /** A streamed body whose application has not begun to answer has its first step limited too. */
  watch(body: Body): Body {
    if (this.#started || isWhole(body) || typeof body !== "object" || Array.isArray(body)) return body;
    ownBody(body);
    return { [Symbol.asyncIterator]: () => this.#watched(new BodySource(body)) };
  }

  #watched(source: BodySource): AsyncIterator<Chunk> {
    let rest: BodySource | undefined;
    const first = (step: PromiseLike<Step>): Promise<Step> =>
      new Promise((resolve, reject) => {
        const answer = (body: Body): void => {
          rest = new BodySource([body]);
          resolve(rest.next());
        };
        this.#onTime(Promise.resolve(step), () => {}, resolve, reject, answer);
      });
    const iterator = {
      next: (): Step | PromiseLike<Step> => {
        if (rest !== undefined) return rest.next();
        const step = source.next();
        return isThenable(step) && !this.#started ? first(step) : step;
      },
      return: async (): Promise<Step> => {
        await source.closeAndWait();
        return { done: true, value: undefined };
      },
    };
    return iterator as AsyncIterator<Chunk>;
  }

  #onTime<T>(
    work: Promise<T>,
    late: (value: T) => void,
    resolve: (value: T) => void,
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
    // A client that left is not answered.
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
    return answerProblem(this.#environ, this.#outer, { status: this.#status }, error);
  }
}

/** A head that comes too late is examined as any other, and goes nowhere. */
function takeLate(status: number, headers: HeaderList, error: unknown): void {
  if (error !== undefined && error !== null) throw error;
  void new Head(status, headers);
}
