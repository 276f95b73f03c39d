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

/** The members for hosts. Declared apart from the class, which must not compute names (isolatedDeclarations). */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the constructor sets both members
export interface Environ {
  /** See {@link exchangeOf}. */
  [exchangeKey]: RequestContext;
  /** See {@link isAsReceived}. */
  [receivedKey]: boolean;
}

/**
 * One request, as the application sees it: PEP 3333's environ under camelCase names.
 *
 * `method`, `scriptName`, `pathInfo` and `queryString` are plain fields; a middleware that rewrites them does so on
 * {@link Environ.derive | a copy}, so that its caller still sees the original. Everything costly is read when asked for.
 */
export class Environ {
  /** REQUEST_METHOD: a token, case kept. */
  method: string;
  /** SCRIPT_NAME: where the application is mounted, percent-encoded: `""` or `/x`, never ending in `/`. */
  scriptName: string;
  /** PATH_INFO: the rest of the path, percent-encoded: `""`, or beginning with `/`; `*` for `OPTIONS *`. */
  pathInfo: string;
  /** QUERY_STRING: without `?`, never decoded. */
  queryString: string;
  #headers: readonly string[] | undefined;
  #connection: Connection;
  #input: Input | undefined = undefined;

  /** Sends 103 Early Hints at once (RFC 8297). Absent where the host cannot. */
  earlyHints?(headers: HeaderList): void;
  /** Makes a body of a file, sent by the host's shortest way. Absent where the host has no files. */
  fileBody?(path: string, range?: FileRange): HostBody;
  /** Announces trailer fields, and the function that gives them at the end of the body (RFC 9110, 6.5). */
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
  /** The request target as the client sent it; no rewrite changes it. */
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
  /** REMOTE_ADDR: address of the peer, `""` where the host cannot know. */
  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }
  /** REMOTE_PORT: port of the peer, 0 where the host cannot know. */
  get remotePort(): number {
    return this.#connection.remotePort;
  }
  /** wsgi.input: the request body. Always there, always ends. */
  get input(): Input {
    return this.#input ?? this[exchangeKey].transport.input;
  }
  /** wsgi.errors: the host's own log. */
  get errors(): ErrorLog {
    return this[exchangeKey].errors;
  }
  /** The server's constants. */
  get server(): ServerInfo {
    return this[exchangeKey].hosted.info;
  }
  /**
   * Fires when the client leaves before the response is complete; never after success. Made when first asked for. Its reason
   * is a DOMException named `AbortError`, as for all that platforms abort, with TSGI_CLIENT_GONE as its cause.
   */
  get signal(): AbortSignal {
    return this[exchangeKey].signal;
  }
  /** CONTENT_TYPE as sent, or undefined; no default is invented. */
  get contentType(): string | undefined {
    return this.header("content-type");
  }
  /** CONTENT_LENGTH in bytes, or undefined: absent, or the body is chunked. */
  get contentLength(): number | undefined {
    const value = this.header("content-length");
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  }
  /**
   * The segments of pathInfo, split on `/` before they are decoded: `/a%2Fb/c` gives `["a/b", "c"]`, `/` gives `[""]`,
   * `""` gives none. A malformed `%` stays as it is; bytes that are no UTF-8 become U+FFFD.
   */
  get segments(): string[] {
    return segmentsOf(this.pathInfo);
  }

  /**
   * The value of a header, whatever the case of its name. Duplicates are joined with `, `, those of `cookie` with
   * `; ` (RFC 9110, 5.3; RFC 6265, 5.4). Undefined when the client did not send it, `""` when it sent it empty.
   */
  header(name: string): string | undefined {
    const key = name.toLowerCase();
    return this.#headers === undefined
      ? this[exchangeKey].transport.field(key)
      : findJoined(this.#headers, key);
  }

  /** Every value of a header, in the order received. */
  headerAll(name: string): string[] {
    return findAll(this.headers, name.toLowerCase());
  }

  /** The value set under a key in this exchange, by whichever middleware. */
  get<T>(key: Key<T>): T | undefined {
    const { values, transport } = this[exchangeKey];
    return (values?.has(key) === true ? values.get(key) : transport.hostValue?.(key)) as T | undefined;
  }

  /** Sets a value for this exchange: every derived environ sees it, no other request does. */
  set<T>(key: Key<T>, value: T): void {
    (this[exchangeKey].values ??= new Map()).set(key, value);
  }

  /**
   * Calls back once after the response ended or failed, with the error if there was one. The last one registered is
   * called first. It cannot change the response any more. A promise it returns is treated as by waitUntil.
   */
  onFinish(callback: (error?: unknown) => unknown): void {
    this[exchangeKey].onFinish(callback);
  }

  /** Lets work outlive the response. A rejection is logged. */
  waitUntil(promise: PromiseLike<unknown>): void {
    this[exchangeKey].waitUntil(promise);
  }

  /** What makes this one of TSGI's, whichever copy of `@tsgi/core` has made it. */
  isEnviron(): true {
    return true;
  }

  /** True for environs of every copy of this package in the process: hosts and middleware may come with one each. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return hasBrand(Environ, this, value, "isEnviron");
  }

  /**
   * A copy with other values, of the same class and the same exchange: same input, values, signal and callbacks.
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
