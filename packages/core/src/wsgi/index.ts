import { toWsgi, type WsgiEnviron } from "./wsgi-environ.ts";
import { WsgiInput } from "./wsgi-input.ts";
import { isBytes, show } from "../values.ts";
import { isClass } from "../as-application.ts";
import type { Environ } from "../environ.ts";
import {
  TSGI_APPLICATION_INVALID,
  TSGI_BODY_INVALID,
  TSGI_CHUNK_INVALID,
  TSGI_WSGI_STATUS,
} from "../errors.ts";
import { aLimit, checkOptions } from "../options.ts";
import { TsgiError } from "../tsgi-error.ts";
import type { HeaderList } from "../message.ts";
import type { Application, StartResponse } from "../types.ts";

export { toWsgi, type WsgiEnviron };
export type { WsgiInput };

/** The environ of an application under {@link fromWsgi}: its wsgi.input is read synchronously. */
export type BufferedWsgiEnviron = WsgiEnviron<WsgiInput>;

/** The write() callable of PEP 3333. */
export type WsgiWrite = (data: Uint8Array) => void;

/** The start_response callable of PEP 3333. */
export type WsgiStartResponse = (
  status: string,
  headers: readonly (readonly [name: string, value: string])[],
  error?: unknown,
) => WsgiWrite;

/** An iterable of bytes with an optional close(), as in PEP 3333. */
export type WsgiBody = Iterable<Uint8Array> & { close?(): void };

/** An application that follows PEP 3333 to the letter. */
export type WsgiApplication = (environ: BufferedWsgiEnviron, startResponse: WsgiStartResponse) => WsgiBody;

/** A class whose instances are the body (AppClass in PEP 3333). */
export type WsgiApplicationClass = new (
  environ: BufferedWsgiEnviron,
  startResponse: WsgiStartResponse,
) => WsgiBody;

/** Options of {@link fromWsgi}. */
export interface WsgiOptions {
  /** Maximum size of a request body in bytes; it is in memory while the application runs. Default: 1 MiB (1,048,576). */
  readonly limit?: number;
}

/**
 * Runs an application that follows PEP 3333 to the letter: the dictionary, `"200 OK"`, header pairs, the write callable, an
 * iterable of bytes with close(). A request without a body gets its response synchronously.
 *
 * @throws TSGI_APPLICATION_INVALID and TSGI_OPTION_INVALID immediately; per request: TSGI_WSGI_STATUS if a status has
 *   another form; TSGI_BODY_INVALID if the body is not an iterable; TSGI_CHUNK_INVALID if it yields anything but bytes;
 *   TSGI_INPUT_TOO_LARGE (413) if the request body exceeds the limit
 * @example
 * fromWsgi((environ, startResponse) => {
 *   startResponse("200 OK", [["Content-type", "text/plain"]]);
 *   return [new TextEncoder().encode("Hello, WSGI World!")];
 * });
 */
export function fromWsgi(
  like: WsgiApplication | WsgiApplicationClass,
  options: WsgiOptions = {},
): Application {
  if (typeof like !== "function") throw new TsgiError(TSGI_APPLICATION_INVALID, show(like));
  checkOptions("core/fromWsgi", options, { limit: aLimit });
  const app = isClass(like) ? fromClass(like as WsgiApplicationClass) : (like as WsgiApplication);
  return (environ, startResponse) => {
    if (!mayHaveBody(environ)) return call(app, environ, startResponse, new Uint8Array(0));
    return environ.input.bytes(options).then((bytes) => call(app, environ, startResponse, bytes));
  };
}

function fromClass(Class: WsgiApplicationClass): WsgiApplication {
  return (environ, startResponse) => new Class(environ, startResponse);
}

/**
 * Returns true if a request may have a body: HTTP/1 declares one by length or by encoding (RFC 9112, 6.3); HTTP/2 needs
 * neither.
 */
function mayHaveBody(environ: Environ): boolean {
  if (environ.contentLength !== undefined) return environ.contentLength > 0;
  if (environ.header("transfer-encoding") !== undefined) return true;
  return !environ.protocol.startsWith("HTTP/1") && environ.method !== "GET" && environ.method !== "HEAD";
}

function call(
  app: WsgiApplication,
  environ: Environ,
  startResponse: StartResponse,
  bytes: Uint8Array,
): Iterable<Uint8Array> {
  const written: Uint8Array[] = [];
  const start: WsgiStartResponse = (status, headers, error) => {
    startResponse(statusOf(status), headers as HeaderList, error);
    return (data) => void written.push(checked(data));
  };
  const body = app({ ...toWsgi(environ), "wsgi.input": new WsgiInput(bytes) }, start);
  if (typeof body !== "object" || body === null || !(Symbol.iterator in body)) {
    throw new TsgiError(TSGI_BODY_INVALID, `${show(body)}; a WSGI body is an iterable of bytes`);
  }
  const plain = written.length === 0 && Array.isArray(body) && !("close" in body);
  return plain ? body.map(checked) : new WsgiResponse(written, body);
}

/** Yields the written bytes first, then those of the body. Calls close() however it ends. */
class WsgiResponse implements IterableIterator<Uint8Array> {
  readonly #written: Uint8Array[];
  readonly #body: WsgiBody;
  #iterator: Iterator<Uint8Array> | undefined = undefined;
  #closed = false;

  constructor(written: Uint8Array[], body: WsgiBody) {
    this.#written = written;
    this.#body = body;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Uint8Array> {
    const first = this.#written.shift();
    if (first) return { done: false, value: first };
    this.#iterator ??= this.#body[Symbol.iterator]();
    const step = this.#iterator.next();
    return step.done ? step : { done: false, value: checked(step.value) };
  }

  return(): IteratorResult<Uint8Array> {
    if (!this.#closed) {
      this.#closed = true;
      try {
        this.#iterator?.return?.();
      } finally {
        this.#body.close?.();
      }
    }
    return { done: true, value: undefined };
  }
}

function statusOf(status: unknown): number {
  if (typeof status !== "string" || !/^[2-5]\d\d [^\s].*$/.test(status)) {
    throw new TsgiError(TSGI_WSGI_STATUS, show(status));
  }
  return Number(status.slice(0, 3));
}

function checked(data: unknown): Uint8Array {
  if (!isBytes(data)) throw new TsgiError(TSGI_CHUNK_INVALID, `${show(data)}; WSGI bodies are bytes alone`);
  return data;
}
