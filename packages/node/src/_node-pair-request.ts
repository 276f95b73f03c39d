/* oxlint-disable no-underscore-dangle -- these are the names by which Node's own class finds its source */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Environ, TsgiError } from "@tsgi/core";
import { BaseInput, isAsReceived } from "@tsgi/core/server";
import { remember } from "./_environ-of.ts";
import { http } from "./_http.ts";
import { locate, urlOf, type Located } from "./_locate.ts";
import type { PairSocket } from "./_node-pair-socket.ts";

/** Leads from a request to what feeds it; an own property, which stays when a framework changes the prototype. */
const body: unique symbol = Symbol("tsgi/node: body");

/** What of IncomingMessage is Node's own affair, and yet the only way to be like one. */
interface Internals {
  [body]: PairBody;
  _consuming: boolean;
  _dumped: boolean;
  _readableState: { readingMore: boolean };
  _addHeaderLines(fields: readonly string[], count: number): void;
  _dump(): void;
}
export type PairRequest = IncomingMessage & Internals & Located & { upgrade: boolean };

/**
 * Of what a request and a response are instances, apart from Node's classes. Express changes the prototype of every request
 * and response that it gets; those that have the right one from the start stay fast.
 */
export interface PairKind {
  readonly Request: Constructor;
  readonly Response: Constructor;
}
type Constructor = new (...args: never[]) => unknown;

/** A kind whose requests and responses inherit from the objects given, which inherit from Node's classes. */
export function pairKind(request: object, response: object): PairKind {
  return { Request: constructorOf(request), Response: constructorOf(response) };
}

/** A constructor that is never called: only its prototype counts, for Reflect.construct. */
function constructorOf(prototype: object): Constructor {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- each has a prototype of its own
  const kind = function (): void {};
  kind.prototype = prototype;
  return kind as never;
}

/**
 * Makes a request of Node's own class from an environ. Its `url` is what is below the mount, its `originalUrl` the target
 * as the client sent it; `baseUrl` is the mount, where there is one.
 *
 * @param kind undefined for Node's classes themselves
 */
export function pairRequest(environ: Environ, socket: PairSocket, kind: PairKind | undefined): PairRequest {
  const { IncomingMessage } = http();
  const request = Reflect.construct(
    IncomingMessage,
    [socket],
    kind?.Request ?? IncomingMessage,
  ) as PairRequest;
  const version = environ.protocol.slice(environ.protocol.indexOf("/") + 1);
  const [major, minor = "0"] = version.split(".", 2) as [string, string?];
  // In workerd a request has no socket, and cannot be given one by assigning it.
  if (request.socket !== (socket as unknown)) Object.defineProperty(request, "socket", { value: socket });
  request.method = environ.method;
  request.url = urlOf(environ);
  request.httpVersion = `${major}.${minor}`;
  request.httpVersionMajor = Number(major);
  request.httpVersionMinor = Number(minor);
  const fields = environ.headers.slice();
  if (hasUntoldBody(environ)) fields.push("Transfer-Encoding", "chunked");
  request._addHeaderLines(fields, fields.length);
  request.upgrade = false;
  request[body] = new PairBody(request, environ);
  request._read = read;
  remember(request, environ);
  if (environ.scriptName !== "") locate(request, environ);
  return request;
}

/**
 * True for a body that no header field tells of, as over HTTP/2, in a Request that was made, or one that a middleware has
 * put in its place. Body parsers look for a field, as there is one over HTTP/1 (RFC 9112, 6.3).
 */
function hasUntoldBody(environ: Environ): boolean {
  const { method } = environ;
  if (method === "GET" || method === "HEAD") return false;
  if (environ.header("content-length") !== undefined) return false;
  if (environ.header("transfer-encoding") !== undefined) return false;
  // Parsers go by the type. Without one there is nothing for them, and a platform may have a stream for no body at all.
  if (environ.contentType === undefined) return false;
  const { input } = environ;
  const isEmpty = input instanceof BaseInput ? input.isEmpty : undefined;
  if (isEmpty !== undefined) return !isEmpty;
  return !environ.protocol.startsWith("HTTP/1") || !isAsReceived(environ);
}

/** What `headers` of a request with these fields is, by Node's own rules. */
export function headersOf(fields: readonly string[]): IncomingHttpHeaders {
  const { IncomingMessage } = http();
  const request = new IncomingMessage(undefined as never) as PairRequest;
  request._addHeaderLines(fields.slice(), fields.length);
  return request.headers;
}

/** Under which Node keeps `headers` once they were asked for; one that no request has where it is called otherwise. */
let madeHeaders: symbol | undefined;

/** False while nobody has asked for the headers of a request, and so nobody can have changed them. */
export function hasMadeHeaders(request: PairRequest): boolean {
  madeHeaders ??= Object.getOwnPropertySymbols(request).find(({ description }) => description === "kHeaders");
  if (madeHeaders === undefined) return true;
  return ((request as unknown as Record<symbol, unknown>)[madeHeaders] ?? null) !== null;
}

/** The response is out: a body of which nothing was read is not read any more. One that is being read goes on. */
export function settleRequest(request: PairRequest): void {
  if (!request._consuming) request[body].end();
}

/** The same afterwards, as Node does it: the request ends, for whoever waits for that. */
export function dumpRequest(request: PairRequest): void {
  // Without a listener nobody can tell, and nothing is held.
  const isAwaited = hears(request, "close") || hears(request, "end");
  if (!request._consuming && !request.destroyed && isAwaited) request._dump();
}

function hears(request: PairRequest, event: string): boolean {
  return request.listenerCount(event) > 0;
}

/** In place of the class's own, which reads from a parser. */
function read(this: PairRequest): void {
  if (!this._consuming) {
    this._readableState.readingMore = false;
    this._consuming = true;
  }
  this[body].pull();
}

/** Feeds a request from the environ's input, at the pace at which it is read. */
class PairBody {
  readonly #request: PairRequest;
  readonly #environ: Environ;
  #chunks: AsyncIterator<Uint8Array> | undefined = undefined;
  #isReading = false;
  #ended = false;

  constructor(request: PairRequest, environ: Environ) {
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
        else if (value.length > 0) this.#give(value);
        else this.pull();
      },
      (error: unknown) => this.#fail(error as TsgiError),
    );
  }

  /** Nothing is read any more. */
  end(): void {
    this.#ended = true;
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    this.#chunks ??= this.#environ.input[Symbol.asyncIterator]();
    return this.#chunks.next();
  }

  #give(chunk: Uint8Array): void {
    (this.#request.socket as unknown as PairSocket).touch();
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
 * The error that Node gives a request whose client has left.
 *
 * @param cause how TSGI says so
 */
export function aborted(cause?: TsgiError): Error {
  const error = cause === undefined ? new Error("aborted") : new Error("aborted", { cause });
  return Object.assign(error, { code: "ECONNRESET" });
}
