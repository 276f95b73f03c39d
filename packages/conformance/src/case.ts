import type { ApplicationLike } from "@tsgi/core";
import type { Capability } from "./capabilities.ts";

/** One requirement: a request, the application that it meets, and what must come of it. */
export interface Case {
  /** Kebab-case; stays the same. */
  readonly id: string;
  readonly title: string;
  /**
   * Ids of docs/spec.md: `S05`, `N10`; `P14` is case 14 of Plack's suite, `U18` pain 18 of other adapters' users;
   * `U26` to `U28` are of what comes next there: a steady heap, early hints, trailers.
   */
  readonly proves: readonly string[];
  /** Without these the case cannot pass. */
  readonly needs?: readonly Capability[];
  /** True where the application breaks the contract on purpose: such a case is left out under a validator. */
  readonly faulty?: boolean;
  readonly app: ApplicationLike;
  check(t: CaseClient): Promise<void>;
}

export type Fields = readonly (readonly [name: string, value: string])[];
export type Bytes = string | Uint8Array;

/** A request as the suite sends it. */
export interface SuiteRequest {
  /** Default: GET, or POST where there is a body. */
  readonly method?: string;
  /** In their order; characters up to U+00FF are bytes. `host` is added where it is missing. */
  readonly headers?: Fields;
  /** Sent with its Content-Length. */
  readonly body?: Bytes;
  /** Which connection of this case it goes by: requests of one name share one. Default: one of its own (HTTP/1). */
  readonly on?: Wire;
}

/** A response, as much of it as came. */
export interface Answer {
  readonly status: number;
  /** Fields as received; characters up to U+00FF are bytes. */
  readonly headers: Fields;
  /** The first value, or undefined. */
  header(name: string): string | undefined;
  all(name: string): string[];
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  readonly text: string;
  /** False when the connection broke before the end of the body. */
  readonly complete: boolean;
  /** How the end of the body was told. HTTP/2 has `frames` alone. */
  readonly framing: "length" | "chunked" | "close" | "none" | "frames";
  /** Responses of status 1xx that came before. */
  readonly interim: readonly { readonly status: number; readonly headers: Fields }[];
  readonly trailers: Fields;
}

/** What may differ in the head of a raw request. */
export interface HeadOptions {
  /** Default: `1.1`. */
  readonly version?: string;
  /** Value of the Host field; null leaves it out. Default: the host's own. */
  readonly host?: string | null;
  /** The whole request target, in place of prefix and path. */
  readonly target?: string;
}

/** A request in the course of its conversation. */
export interface Call {
  /** Sends a part of the request body. */
  write(bytes: Bytes): Promise<void>;
  /** Ends the request body. */
  end(): Promise<void>;
  /** Waits for the head of the response; the body of this answer is what has come so far. */
  head(): Promise<Answer>;
  /** Reads until the body, as UTF-8, holds the text. Gives all that has come so far. */
  until(text: string): Promise<string>;
  /** Reads everything. */
  rest(): Promise<Answer>;
  /** Leaves, as a client that is killed does. */
  leave(): void;
  /** Takes this request back and keeps the connection, by RST_STREAM; over HTTP/1, which has no such thing, leaves. */
  reset(): void;
}

/** A connection of HTTP/1, byte by byte. */
export interface Wire {
  /** Sends; characters up to U+00FF are bytes. */
  send(bytes: Bytes): Promise<void>;
  /** Reads one response, to a request of this method. Default: GET. */
  answer(method?: string): Promise<Answer>;
  /** Waits for the end of the connection; gives what came before it. */
  closed(): Promise<Uint8Array>;
  /** All that was received, as latin1. */
  readonly received: string;
  /** Tells that no more will be sent; answers can still be read. */
  finish(): void;
  /** Breaks the connection. */
  destroy(): void;
  /** The suite's own port of this connection. */
  readonly localPort: number;
}

/** What the application's side recorded of one run of a case. */
export interface Journal {
  /** How often the case's application was called. */
  readonly calls: number;
  readonly events: readonly { readonly name: string; readonly value: unknown }[];
  /** Of each streamed body: how often its iterator's `return()` was called. */
  readonly returns: readonly number[];
  /** What the server did that no server may. */
  readonly problems: readonly string[];
  /** Rejections and exceptions that nobody handled, since the process began. */
  readonly unhandled: readonly string[];
}

/** What a check works with. */
export interface CaseClient {
  /** Unique for this run; the application finds it in the header `tsgi-run`. */
  readonly run: string;
  /** `http` or `https`. */
  readonly scheme: "http" | "https";
  /** Host and port as a Host header has them. */
  readonly authority: string;
  /** True over HTTP/2. */
  readonly http2: boolean;
  /** Where the application is mounted: `""` or `/x`. It goes before the path of every request. */
  readonly prefix: string;

  /**
   * The head of a raw request without its last CRLF: request line, Host, and the fields that name case and run. More
   * fields may follow.
   */
  head(method: string, path: string, options?: HeadOptions): string;
  /** Sends a request and reads its whole answer. The path is sent as it stands. */
  request(path: string, init?: SuiteRequest): Promise<Answer>;
  /** Begins a request whose body and answer are handled step by step. With `upload` the body is written. */
  start(path: string, init?: Omit<SuiteRequest, "body"> & { readonly upload?: boolean }): Promise<Call>;
  /** Opens a connection of HTTP/1. */
  connect(): Promise<Wire>;
  /** Opens a connection, sends bytes, and reads one response. */
  raw(bytes: Bytes, method?: string): Promise<Answer>;

  journal(): Promise<Journal>;
  /** The values recorded under a name. */
  recorded(name: string): Promise<unknown[]>;
  /** Opens a gate that the application waits at. */
  release(gate: string): Promise<void>;
  /** Puts a file on the host's disk, until the case is over. Gives its path. */
  file(content: Bytes): Promise<string>;
  /** What the host has logged in all; rejects where the host does not tell. */
  log(): Promise<string>;
  /** Tries again until the assertions hold; the last failure stands after the time, in milliseconds. Default: 60,000. */
  eventually(attempt: () => void | Promise<void>, time?: number): Promise<void>;

  ok(value: unknown, message?: string): void;
  equal(actual: unknown, expected: unknown, message?: string): void;
  deepEqual(actual: unknown, expected: unknown, message?: string): void;
  match(actual: string | undefined, pattern: RegExp, message?: string): void;
}
