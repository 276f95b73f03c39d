import type { ApplicationLike } from "@tsgi/core";
import type { Capability } from "./capabilities.ts";

/** One requirement: a request, the application that handles it, and the check of the result. */
export interface Case {
  /** In kebab-case; never changes. */
  readonly id: string;
  readonly title: string;
  /**
   * Ids of requirements in docs/spec.md, for example `S05` or `N10`. `P14` is case 14 of Plack's suite, `U18` is issue 18 of
   * those that users of other adapters reported; `U26` to `U28` add a steady heap, early hints and trailers.
   */
  readonly proves: readonly string[];
  /** Capabilities without which the case cannot pass. */
  readonly needs?: readonly Capability[];
  /** True if the application breaks the contract on purpose: such a case is left out under a validator. */
  readonly faulty?: boolean;
  readonly app: ApplicationLike;
  check(t: CaseClient): Promise<void>;
}

export type Fields = readonly (readonly [name: string, value: string])[];
export type Bytes = string | Uint8Array;

/** A request of the suite. */
export interface SuiteRequest {
  /** Default: GET, or POST with a body. */
  readonly method?: string;
  /** In order; characters up to U+00FF are bytes. `host` is added if it is missing. */
  readonly headers?: Fields;
  /** Sent with its Content-Length. */
  readonly body?: Bytes;
  /** Name of the connection: requests with the same name share one. Default: a separate connection (HTTP/1). */
  readonly on?: Wire;
}

/** A response, or the part of it that arrived. */
export interface Answer {
  readonly status: number;
  /** Fields as received; characters up to U+00FF are bytes. */
  readonly headers: Fields;
  /** Returns the first value, or undefined. */
  header(name: string): string | undefined;
  all(name: string): string[];
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  readonly text: string;
  /** False if the connection broke before the end of the body. */
  readonly complete: boolean;
  /** Framing of the body. HTTP/2 has only `frames`. */
  readonly framing: "length" | "chunked" | "close" | "none" | "frames";
  /** Responses with status 1xx that arrived before. */
  readonly interim: readonly { readonly status: number; readonly headers: Fields }[];
  readonly trailers: Fields;
}

/** Options for the head of a raw request. */
export interface HeadOptions {
  /** Default: `1.1`. */
  readonly version?: string;
  /** Value of the Host field; null leaves it out. Default: the host's own. */
  readonly host?: string | null;
  /** The whole request target, instead of prefix and path. */
  readonly target?: string;
}

/** A request in progress. */
export interface Call {
  /** Sends a part of the request body. */
  write(bytes: Bytes): Promise<void>;
  /** Ends the request body. */
  end(): Promise<void>;
  /** Waits for the head of the response; its body is the part that has arrived so far. */
  head(): Promise<Answer>;
  /** Reads until the body, as UTF-8, contains the text. Returns everything received so far. */
  until(text: string): Promise<string>;
  /** Reads everything. */
  rest(): Promise<Answer>;
  /** Disconnects like a killed client. */
  leave(): void;
  /** Cancels this request by RST_STREAM and keeps the connection; over HTTP/1, which cannot do that, disconnects. */
  reset(): void;
}

/** An HTTP/1 connection, byte by byte. */
export interface Wire {
  /** Sends text; characters up to U+00FF are bytes. */
  send(bytes: Bytes): Promise<void>;
  /** Reads one response to a request with this method. Default: GET. */
  answer(method?: string): Promise<Answer>;
  /** Waits for the end of the connection; returns everything received before it. */
  closed(): Promise<Uint8Array>;
  /** Everything received, as latin1. */
  readonly received: string;
  /** Ends the sending side; responses can still be read. */
  finish(): void;
  /** Destroys the connection. */
  destroy(): void;
  /** The suite's own port of this connection. */
  readonly localPort: number;
}

/** The application's record of one run of a case. */
export interface Journal {
  /** Number of calls of the case's application. */
  readonly calls: number;
  readonly events: readonly { readonly name: string; readonly value: unknown }[];
  /** For each streamed body, the number of calls of its iterator's `return()`. */
  readonly returns: readonly number[];
  /** Violations of the contract by the server. */
  readonly problems: readonly string[];
  /** Unhandled rejections and exceptions since the process started. */
  readonly unhandled: readonly string[];
}

/** The tools of a check. */
export interface CaseClient {
  /** Unique for this run; the application finds it in the header `tsgi-run`. */
  readonly run: string;
  /** `http` or `https`. */
  readonly scheme: "http" | "https";
  /** Host and port in the form of a Host header. */
  readonly authority: string;
  /** True over HTTP/2. */
  readonly http2: boolean;
  /** Prefix that the application is mounted at: `""` or `/x`. Precedes the path of every request. */
  readonly prefix: string;

  /**
   * Returns the head of a raw request without its last CRLF: request line, Host, and the fields that name case and run.
   * More fields may follow.
   */
  head(method: string, path: string, options?: HeadOptions): string;
  /** Sends a request and reads the whole response. The path is sent unchanged. */
  request(path: string, init?: SuiteRequest): Promise<Answer>;
  /** Begins a request whose body and response are handled step by step. With `upload` the caller writes the body. */
  start(path: string, init?: Omit<SuiteRequest, "body"> & { readonly upload?: boolean }): Promise<Call>;
  /** Opens an HTTP/1 connection. */
  connect(): Promise<Wire>;
  /** Opens a connection, sends bytes, and reads one response. */
  raw(bytes: Bytes, method?: string): Promise<Answer>;

  journal(): Promise<Journal>;
  /** Returns the values recorded under a name. */
  recorded(name: string): Promise<unknown[]>;
  /** Opens a gate that the application is waiting for. */
  release(gate: string): Promise<void>;
  /** Creates a file on the host's disk until the case has ended. Returns its path. */
  file(content: Bytes): Promise<string>;
  /** Returns the host's whole log; rejects if the host does not expose it. */
  log(): Promise<string>;
  /** Retries until the assertions hold; rejects with the last failure after the time, in milliseconds. Default: 60,000. */
  eventually(attempt: () => void | Promise<void>, time?: number): Promise<void>;

  ok(value: unknown, message?: string): void;
  equal(actual: unknown, expected: unknown, message?: string): void;
  deepEqual(actual: unknown, expected: unknown, message?: string): void;
  match(actual: string | undefined, pattern: RegExp, message?: string): void;
}
