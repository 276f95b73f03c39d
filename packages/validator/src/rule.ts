import type { Environ, HeaderList } from "@tsgi/core";

/** An error breaks the contract; a warning is allowed but usually a mistake. */
export type Level = "error" | "warning";

/** The party that broke a rule: the caller of the application (a server or a middleware), or the application itself. */
export type Side = "server" | "application";

/** Everything known about a response at some moment. */
export interface ResponseSoFar {
  /** The request's method. */
  readonly method: string;
  /** Number of calls of startResponse, including refused ones and the current one. */
  readonly starts: number;
  /** Status and headers of the last head that the server accepted. */
  readonly status: number | undefined;
  readonly headers: HeaderList | undefined;
  /** Content-Length of that head in bytes; undefined unless it is a number. */
  readonly declared: number | undefined;
  /** True once the server has received a non-empty chunk, unless the option `buffered` is set. */
  readonly sent: boolean;
  /** The error that the server threw back from a startResponse with an error. */
  readonly thrownBack: { readonly error: unknown } | undefined;
  /** Bytes passed on so far, without the current chunk. */
  readonly bytes: number;
  /** Number of chunks of 1 to 15 bytes so far, without the current one. */
  readonly smallChunks: number;
  /** True while a `next()` of the body has not settled. */
  readonly pulling: boolean;
  /** Number of iterators requested, and number closed, without the current call. */
  readonly iterations: number;
  readonly closes: number;
  /** True once the body has ended or failed. */
  readonly ended: boolean;
}

/** The argument that the rules of each phase receive. */
export interface Phases {
  /** The server calls the application. */
  call: { readonly arguments: readonly unknown[] };
  /** The environ that it passes. The expensive fields `input` and `signal` must not be read. */
  environ: { readonly environ: Environ };
  /** The application calls startResponse. */
  start: { readonly arguments: readonly unknown[]; readonly response: ResponseSoFar };
  /** One pair of strings from its headers; `name` is in lower case. */
  header: {
    readonly name: string;
    readonly value: string;
    readonly status: unknown;
    readonly before: readonly string[];
  };
  /** The server's startResponse returned or threw. `legal` is false if the call broke a rule. */
  started: {
    readonly arguments: readonly unknown[];
    readonly headersChanged: boolean;
    readonly legal: boolean;
    readonly result: unknown;
    readonly thrown: { readonly error: unknown } | undefined;
    readonly response: ResponseSoFar;
  };
  /** The application's return value, once it has settled. */
  body: { readonly body: unknown; readonly response: ResponseSoFar };
  /** A chunk of the body; a whole body is one chunk. `size` is in bytes, 0 for an invalid chunk. */
  chunk: { readonly chunk: unknown; readonly size: number; readonly response: ResponseSoFar };
  /** The body ended. */
  end: { readonly response: ResponseSoFar };
  /** The application or its body threw. */
  failure: { readonly error: unknown; readonly response: ResponseSoFar };
  /** The server requests an iterator or a chunk of the body, or closes it. */
  iteration: { readonly step: "iterate" | "pull" | "close"; readonly response: ResponseSoFar };
  /** The response has ended. */
  finish: { readonly response: ResponseSoFar };
  /** A streamed body was garbage-collected before it ended. */
  collected: { readonly response: ResponseSoFar };
  /** The request body delivered a chunk or its end. `received` is in bytes, including this chunk. */
  input: {
    readonly done: boolean;
    readonly chunk: unknown;
    readonly ended: boolean;
    readonly received: number;
    readonly declared: number | undefined;
  };
  /** The application uses a member of input or errors that the contract does not name. */
  member: { readonly object: "input" | "errors"; readonly member: string };
  /** The application writes to the log. */
  write: { readonly text: unknown };
}

/** The moment at which a rule is checked. */
export type Phase = keyof Phases;

/** The party that each phase checks. */
export const sides: Readonly<Record<Phase, Side>> = {
  call: "server",
  environ: "server",
  start: "application",
  header: "application",
  started: "server",
  body: "application",
  chunk: "application",
  end: "application",
  failure: "application",
  iteration: "server",
  finish: "server",
  collected: "server",
  input: "server",
  member: "application",
  write: "application",
};

/** A rule of one phase. */
export interface RuleOf<P extends Phase> {
  /** Stable, in kebab case. */
  readonly id: string;
  /** The requirements of docs/spec.md that it proves. */
  readonly proves: readonly string[];
  readonly level: Level;
  /** The rule itself: one sentence of the specification. */
  readonly says: string;
  readonly applies: P;
  /** Returns what was seen if the rule is broken. Header values are never included: they may be secret. */
  check(context: Phases[P]): string | undefined;
}

/** A rule of the contract. */
export type Rule = { [P in Phase]: RuleOf<P> }[Phase];

/** Rules that form one section of the specification page. */
export interface Topic {
  readonly title: string;
  readonly rules: readonly Rule[];
}
