/* oxlint-disable no-underscore-dangle -- these are the names by which Node's own class finds its source */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Environ, TsgiError } from "@tsgi/core";
import { BaseInput, isAsReceived } from "@tsgi/core/server";
import { remember } from "./environ-of.ts";
import { http } from "../transport/http.ts";
import { locate, urlOf, type Located } from "./locate.ts";
import type { FakeSocket } from "./fake-socket.ts";

/** The key of a request's input feed. An own property, since a framework may change the prototype. */
const body: unique symbol = Symbol("tsgi/node: body");

/** Internals of Node's IncomingMessage that a fake one cannot do without. */
interface Internals {
  [body]: InputFeed;
  _consuming: boolean;
  _dumped: boolean;
  _readableState: { readingMore: boolean };
  _addHeaderLines(fields: readonly string[], count: number): void;
  _dump(): void;
}
export type FakeRequest = IncomingMessage & Internals & Located & { upgrade: boolean };

/**
 * Classes of fake requests and responses to use instead of Node's own. Express changes the prototype of every request and
 * response; those that have the right one from the start stay fast.
 */
export interface FakeClasses {
  readonly Request: Constructor;
  readonly Response: Constructor;
}
type Constructor = new (...args: never[]) => unknown;

/** Returns classes whose instances inherit from the given objects, which inherit from Node's classes. */
export function fakeClasses(request: object, response: object): FakeClasses {
  return { Request: constructorOf(request), Response: constructorOf(response) };
}

/** Returns a constructor that is never called: Reflect.construct uses only its prototype. */
function constructorOf(prototype: object): Constructor {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- each has a prototype of its own
  const constructor = function (): void {};
  constructor.prototype = prototype;
  return constructor as never;
}

/**
 * Creates a request of Node's own class from an environ. Its `url` is the part of the target below the mount, its
 * `originalUrl` the target as the client sent it, its `baseUrl` the mount, if there is one.
 *
 * @param classes undefined for Node's own
 */
export function fakeRequest(
  environ: Environ,
  socket: FakeSocket,
  classes: FakeClasses | undefined,
): FakeRequest {
  const { IncomingMessage } = http();
  const request = Reflect.construct(
    IncomingMessage,
    [socket],
    classes?.Request ?? IncomingMessage,
  ) as FakeRequest;
  const version = environ.protocol.slice(environ.protocol.indexOf("/") + 1);
  const [major, minor = "0"] = version.split(".", 2) as [string, string?];
  // In workerd a request has no socket, and assigning one has no effect.
  if (request.socket !== (socket as unknown)) Object.defineProperty(request, "socket", { value: socket });
  request.method = environ.method;
  request.url = urlOf(environ);
  request.httpVersion = `${major}.${minor}`;
  request.httpVersionMajor = Number(major);
  request.httpVersionMinor = Number(minor);
  const fields = environ.headers.slice();
  if (hasUnannouncedBody(environ)) fields.push("Transfer-Encoding", "chunked");
  request._addHeaderLines(fields, fields.length);
  request.upgrade = false;
  request[body] = new InputFeed(request, environ);
  request._read = read;
  remember(request, environ);
  if (environ.scriptName !== "") locate(request, environ);
  return request;
}

/**
 * Returns true for a body that no header field announces: over HTTP/2, in a Request that code has made, or from a middleware
 * that replaced the input. Body parsers look for a field, since HTTP/1 requires one (RFC 9112, 6.3).
 */
function hasUnannouncedBody(environ: Environ): boolean {
  const { method } = environ;
  if (method === "GET" || method === "HEAD") return false;
  if (environ.header("content-length") !== undefined) return false;
  if (environ.header("transfer-encoding") !== undefined) return false;
  // Parsers decide by the type. Without one they have nothing to do, and a platform may have a stream even if there is no
  // body.
  if (environ.contentType === undefined) return false;
  const { input } = environ;
  const isEmpty = input instanceof BaseInput ? input.isEmpty : undefined;
  if (isEmpty !== undefined) return !isEmpty;
  return !environ.protocol.startsWith("HTTP/1") || !isAsReceived(environ);
}

/** Returns the `headers` that Node makes of these fields. */
export function headersOf(fields: readonly string[]): IncomingHttpHeaders {
  const { IncomingMessage } = http();
  const request = new IncomingMessage(undefined as never) as FakeRequest;
  request._addHeaderLines(fields.slice(), fields.length);
  return request.headers;
}

/** The symbol under which Node keeps `headers` once something has read them. */
let madeHeaders: symbol | undefined;

/** Returns false as long as the headers of a request have not been read, so that nothing can have changed them. */
export function hasMadeHeaders(request: FakeRequest): boolean {
  madeHeaders ??= Object.getOwnPropertySymbols(request).find(({ description }) => description === "kHeaders");
  if (madeHeaders === undefined) return true;
  return ((request as unknown as Record<symbol, unknown>)[madeHeaders] ?? null) !== null;
}

/** Called when the response has been sent: an unread body is not read any more; one that is being read continues. */
export function settleRequest(request: FakeRequest): void {
  if (!request._consuming) request[body].end();
}

/** Ends the request after the response, as Node does, for listeners that wait for its end. */
export function dumpRequest(request: FakeRequest): void {
  // Without a listener nothing observes the end, and no resource is held.
  const isAwaited = hasListener(request, "close") || hasListener(request, "end");
  if (!request._consuming && !request.destroyed && isAwaited) request._dump();
}

function hasListener(request: FakeRequest, event: string): boolean {
  return request.listenerCount(event) > 0;
}

/** Replaces the class's own `_read`, which reads from a parser. */
function read(this: FakeRequest): void {
  if (!this._consuming) {
    this._readableState.readingMore = false;
    this._consuming = true;
  }
  this[body].pull();
}

/** Feeds a request from the environ's input at the reader's pace. */
class InputFeed {
  readonly #request: FakeRequest;
  readonly #environ: Environ;
  #chunks: AsyncIterator<Uint8Array> | undefined = undefined;
  #isReading = false;
  #ended = false;

  constructor(request: FakeRequest, environ: Environ) {
    this.#request = request;
    this.#environ = environ;
  }

  pull(): void {
    if (this.#ended) return this.#complete();
    if (this.#isReading) return;
    this.#isReading = true;
    this.#next().then(
      ({ done, value }) => {
        this.#isReading = false;
        if (done === true) this.#complete();
        else if (value.length > 0) this.#push(value);
        else this.pull();
      },
      (error: unknown) => this.#fail(error as TsgiError),
    );
  }

  /** Stops reading. */
  end(): void {
    this.#ended = true;
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    this.#chunks ??= this.#environ.input[Symbol.asyncIterator]();
    return this.#chunks.next();
  }

  #push(chunk: Uint8Array): void {
    (this.#request.socket as unknown as FakeSocket).touch();
    this.#request.push(chunk);
  }

  #complete(): void {
    if (this.#request.complete || this.#request.destroyed) return;
    this.#ended = true;
    this.#request.complete = true;
    this.#request.push(null);
  }

  #fail(error: TsgiError): void {
    this.#ended = true;
    this.#request.destroy(error.code === "TSGI_INPUT_TRUNCATED" ? aborted(error) : error);
  }
}

/**
 * Returns the error that Node destroys a request with when its client disconnects.
 *
 * @param cause TSGI's own error
 */
export function aborted(cause?: TsgiError): Error {
  const error = cause === undefined ? new Error("aborted") : new Error("aborted", { cause });
  return Object.assign(error, { code: "ECONNRESET" });
}
