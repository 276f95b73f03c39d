import { BodySource } from "./server/body-source.ts";
import type { Environ } from "./environ.ts";
import { TSGI_WRITE_EARLY, TSGI_WRITE_LATE } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Application, Body, Chunk, StartResponse } from "./types.ts";

/**
 * Sends a chunk. Resolves when the client's side took it, so awaiting it keeps the writer at the client's pace.
 * Rejects with TSGI_WRITE_LATE when the response ended before: the client left, or asked for the head alone.
 *
 * @throws TSGI_WRITE_EARLY before startResponse, TSGI_WRITE_LATE after the end
 */
export type Write = (chunk: Chunk) => Promise<void>;

/** Imperative code that writes its response; a body that it returns follows what it wrote. */
export type WriterApplication = (
  environ: Environ,
  startResponse: StartResponse,
  write: Write,
) => Body | void | PromiseLike<Body | void>;

/**
 * Turns imperative code into an application with a pulled body: PEP 3333's write(), with backpressure.
 *
 * @example
 * const clock = withWriter(async (environ, startResponse, write) => {
 *   startResponse(200, [["content-type", "text/plain"]]);
 *   for (let i = 0; i < 3; i++) await write(`${new Date().toISOString()}\n`);
 * });
 */
export function withWriter(app: WriterApplication): Application {
  return (environ, startResponse) => {
    const body = new WrittenBody();
    const start: StartResponse = (status, headers, error) => {
      startResponse(status, headers, error);
      body.started = true;
    };
    // Begins now, so that startResponse is called in the stack of this call.
    void run(app, environ, start, body);
    return body;
  };
}

async function run(
  app: WriterApplication,
  environ: Environ,
  startResponse: StartResponse,
  body: WrittenBody,
): Promise<void> {
  try {
    body.finish((await app(environ, startResponse, body.write)) ?? null);
  } catch (error) {
    const isHeard = body.fail(error) || (error instanceof TsgiError && error.code === "TSGI_WRITE_LATE");
    if (!isHeard) environ.waitUntil(Promise.reject(error)); // which logs it
  }
}

interface Pending {
  readonly chunk: Chunk;
  readonly accept: () => void;
  readonly refuse: (error: unknown) => void;
}

type Step = IteratorResult<Chunk, undefined>;
const END: Step = { done: true, value: undefined };

class WrittenBody implements AsyncIterable<Chunk>, AsyncIterator<Chunk, undefined> {
  started = false;
  #queue: Pending[] = [];
  #taken: Pending | undefined = undefined;
  #wake: (() => void) | undefined = undefined;
  #rest: BodySource | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;
  #closed = false;

  readonly write: Write = (chunk) => {
    if (!this.started) throw new TsgiError(TSGI_WRITE_EARLY);
    if (this.#closed || this.#rest) throw new TsgiError(TSGI_WRITE_LATE);
    const written = new Promise<void>((accept, refuse) => this.#queue.push({ chunk, accept, refuse }));
    written.catch(() => {}); // code that does not await its writes must not bring the process down
    this.#wake?.();
    return written;
  };

  /** The code is through; what it returned follows. */
  finish(rest: Body): void {
    const whole = rest === null || typeof rest === "string" || rest instanceof Uint8Array;
    try {
      this.#rest = new BodySource(whole ? (rest === null ? [] : [rest]) : rest);
      if (this.#closed) this.#rest.close(() => {});
    } catch (error) {
      this.#failure = { error };
    }
    this.#wake?.();
  }

  /** False when the response has ended, so that nobody will hear of the error. */
  fail(error: unknown): boolean {
    this.#failure = { error };
    this.#wake?.();
    return !this.#closed;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Step> {
    // Being asked for the next chunk means that the one before was accepted.
    this.#taken?.accept();
    this.#taken = undefined;
    for (;;) {
      if (this.#closed) return END;
      this.#taken = this.#queue.shift();
      if (this.#taken) return { done: false, value: this.#taken.chunk };
      if (this.#failure) throw this.#failure.error;
      if (this.#rest) return (await this.#rest.next()) as Step;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }

  async return(): Promise<Step> {
    if (this.#closed) return END;
    this.#closed = true;
    const late = new TsgiError(TSGI_WRITE_LATE);
    this.#taken?.refuse(late);
    for (const pending of this.#queue.splice(0)) pending.refuse(late);
    this.#wake?.();
    await this.#rest?.closeAndWait();
    return END;
  }
}
