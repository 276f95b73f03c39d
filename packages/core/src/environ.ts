import { hasBrand } from "./brand.ts";
import { findAll, findJoined } from "./fields.ts";
import { segmentsOf } from "./path.ts";
import { rewrittenConnection, touchesConnection } from "./rewrite.ts";
import type { Connection, ErrorLog, FileRange, Rewrite, ServerInfo } from "./connection.ts";
import type { RequestContext } from "./request-context.ts";
import { exchangeKey, receivedKey } from "./host-symbols.ts";
import type { HostBody } from "./host-body.ts";
import type { Input } from "./input.ts";
import type { Key } from "./key.ts";
import type { HeaderList } from "./message.ts";

/** Members for hosts. Declared apart from the class, which must not have computed names (isolatedDeclarations). */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the constructor sets both members
export interface Environ {
  /** See {@link exchangeOf}. */
  [exchangeKey]: RequestContext;
  /** See {@link isAsReceived}. */
  [receivedKey]: boolean;
}

/**
 * One request, as the application sees it: the environ of PEP 3333 with camelCase names.
 *
 * `method`, `scriptName`, `pathInfo` and `queryString` are plain fields. A middleware that rewrites them does so on
 * {@link Environ.derive | a copy}, so that its caller still sees the original. Everything costly is computed on first use.
 */
export class Environ {
  /** REQUEST_METHOD: a token, its case unchanged. */
  method: string;
  /**
   * SCRIPT_NAME: the path at which the application is mounted, percent-encoded: `""` or `/x`, never with a `/` at the end.
   */
  scriptName: string;
  /** PATH_INFO: the rest of the path, percent-encoded: `""`, or beginning with `/`; `*` for `OPTIONS *`. */
  pathInfo: string;
  /** QUERY_STRING: without `?`, never decoded. */
  queryString: string;
  #headers: readonly string[] | undefined;
  #connection: Connection;
  #input: Input | undefined = undefined;

  /** Sends 103 Early Hints immediately (RFC 8297). Absent if the host cannot send them. */
  earlyHints?(headers: HeaderList): void;
  /** Returns a body that sends a file by the host's fastest means. Absent if the host has no files. */
  fileBody?(path: string, range?: FileRange): HostBody;
  /**
   * Announces trailer fields, and registers the function that returns them at the end of the body (RFC 9110, 6.5). Absent if
   * the host cannot send them.
   */
  trailers?(names: readonly string[], produce: () => HeaderList | PromiseLike<HeaderList>): void;

  constructor(
    exchange: RequestContext,
    method: string,
    scriptName: string,
    pathInfo: string,
    queryString: string,
    headers?: readonly string[],
    connection: Connection = exchange.transport,
  ) {
    this[exchangeKey] = exchange;
    this[receivedKey] = true;
    this.method = method;
    this.scriptName = scriptName;
    this.pathInfo = pathInfo;
    this.queryString = queryString;
    this.#headers = headers;
    this.#connection = connection;
  }

  /** The flat list `[name, value, name, value, …]` as received: order, case and duplicates kept. */
  get headers(): readonly string[] {
    return this.#headers ?? this[exchangeKey].transport.fields;
  }
  /** The request target as the client sent it. No rewrite changes it. */
  get target(): string {
    return this[exchangeKey].transport.target;
  }
  /** SERVER_PROTOCOL: the client's version, `HTTP/1.1`. */
  get protocol(): string {
    return this.#connection.protocol;
  }
  /** wsgi.url_scheme: `http` or `https`. */
  get scheme(): "http" | "https" {
    return this.#connection.scheme;
  }
  /** SERVER_NAME: never empty. */
  get serverName(): string {
    return this.#connection.serverName;
  }
  /** SERVER_PORT: 1 to 65535. */
  get serverPort(): number {
    return this.#connection.serverPort;
  }
  /** REMOTE_ADDR: address of the peer, `""` if the host cannot know it. */
  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }
  /** REMOTE_PORT: port of the peer, 0 if the host cannot know it. */
  get remotePort(): number {
    return this.#connection.remotePort;
  }
  /** wsgi.input: the request body. Always present, and always ends. */
  get input(): Input {
    return this.#input ?? this[exchangeKey].transport.input;
  }
  /** wsgi.errors: the host's own log. */
  get errors(): ErrorLog {
    return this[exchangeKey].errors;
  }
  /** Facts about the server, the same for all its requests. */
  get server(): ServerInfo {
    return this[exchangeKey].hosted.info;
  }
  /**
   * Aborts when the client disconnects before the response is complete; never after success. Created on first use. Its
   * reason is a DOMException named `AbortError`, as on the platform's own signals, and has TSGI_CLIENT_GONE as its cause.
   */
  get signal(): AbortSignal {
    return this[exchangeKey].signal;
  }
  /** CONTENT_TYPE as sent, or undefined. There is no default. */
  get contentType(): string | undefined {
    return this.header("content-type");
  }
  /** CONTENT_LENGTH in bytes; undefined if it is absent, as it is for a chunked body. */
  get contentLength(): number | undefined {
    const value = this.header("content-length");
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  }
  /**
   * The segments of pathInfo, split on `/` before they are decoded: `["a/b", "c"]` for `/a%2Fb/c`, `[""]` for `/`, `[]` for
   * `""`. A malformed `%` is kept; invalid UTF-8 becomes U+FFFD.
   */
  get segments(): string[] {
    return segmentsOf(this.pathInfo);
  }

  /**
   * Returns the value of a header; the case of the name does not matter. Duplicates are joined with `, `, those of `cookie`
   * with `; ` (RFC 9110, 5.3; RFC 6265, 5.4). Returns undefined if the client did not send it, `""` if it sent it empty.
   */
  header(name: string): string | undefined {
    const key = name.toLowerCase();
    return this.#headers === undefined
      ? this[exchangeKey].transport.field(key)
      : findJoined(this.#headers, key);
  }

  /** Returns every value of a header, in the order received. */
  headerAll(name: string): string[] {
    return findAll(this.headers, name.toLowerCase());
  }

  /** Returns the value of a key for this request, or undefined if none was set. */
  get<T>(key: Key<T>): T | undefined {
    const { values, transport } = this[exchangeKey];
    return (values?.has(key) === true ? values.get(key) : transport.hostValue?.(key)) as T | undefined;
  }

  /** Sets a value for this request: every derived environ sees it, other requests do not. */
  set<T>(key: Key<T>, value: T): void {
    (this[exchangeKey].values ??= new Map()).set(key, value);
  }

  /**
   * Calls back once after the response has ended or failed, with the error if it failed. The last callback registered runs
   * first. A callback can no longer change the response. A promise that it returns is passed to waitUntil.
   */
  onFinish(callback: (error?: unknown) => unknown): void {
    this[exchangeKey].onFinish(callback);
  }

  /** Lets work continue after the response. A rejection is logged. */
  waitUntil(promise: PromiseLike<unknown>): void {
    this[exchangeKey].waitUntil(promise);
  }

  /** Marks an Environ, from any copy of `@tsgi/core`. */
  isEnviron(): true {
    return true;
  }

  /** True for environs from every copy of this package in the process: hosts and middleware may each install their own. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return hasBrand(Environ, this, value, "isEnviron");
  }

  /**
   * Returns a copy with other values, of the same class and for the same request: it shares input, values, signal and
   * callbacks.
   *
   * @example
   * app(environ.derive({ scriptName: "/api", pathInfo: "/users" }), startResponse);
   */
  derive(rewrite: Rewrite = {}): this {
    const isNewConnection = touchesConnection(rewrite);
    const copy = new (this.constructor as typeof Environ)(
      this[exchangeKey],
      rewrite.method ?? this.method,
      rewrite.scriptName ?? this.scriptName,
      rewrite.pathInfo ?? this.pathInfo,
      rewrite.queryString ?? this.queryString,
      rewrite.headers ?? this.#headers,
      isNewConnection ? rewrittenConnection(this, rewrite) : this.#connection,
    );
    copy.#input = rewrite.input ?? this.#input;
    copy[receivedKey] =
      this[receivedKey] && !isNewConnection && (rewrite.headers ?? rewrite.input) === undefined;
    return copy as this;
  }
}
