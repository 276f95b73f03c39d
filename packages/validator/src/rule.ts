import type { Environ, HeaderList } from "@tsgi/core";

/** An error breaks the contract; a warning is allowed and usually a mistake. */
export type Level = "error" | "warning";

/** Whose doing it is: of what calls the application, a middleware too, or of the application itself. */
export type Side = "server" | "application";

/** What is known of a response at some moment. */
export interface ResponseSoFar {
  /** The request's method. */
  readonly method: string;
  /** Calls of startResponse, refused ones included, the present one too. */
  readonly starts: number;
  /** Status and headers of the last head that the server took. */
  readonly status: number | undefined;
  readonly headers: HeaderList | undefined;
  /** The Content-Length of that head in bytes; undefined without one that is a number. */
  readonly declared: number | undefined;
  /** True once the server has a chunk that is not empty, unless the validator was told that it buffers. */
  readonly sent: boolean;
  /** What the server threw back at a startResponse with an error. */
  readonly thrownBack: { readonly error: unknown } | undefined;
  /** Bytes handed over so far, the present chunk excluded. */
  readonly bytes: number;
  /** Chunks of 1 to 15 bytes so far, the present one excluded. */
  readonly smallChunks: number;
  /** True while a `next()` of the body has not settled. */
  readonly pulling: boolean;
  /** How often an iterator of the body was asked for, and how often one was closed, the present call excluded. */
  readonly iterations: number;
  readonly closes: number;
  /** True once the body came to its end, or failed. */
  readonly ended: boolean;
}

/** What the rules of each phase are given. */
export interface Phases {
  /** The server calls the application. */
  call: { readonly arguments: readonly unknown[] };
  /** The environ that it passes. Costly fields, `input` and `signal`, must not be read. */
  environ: { readonly environ: Environ };
  /** The application calls startResponse. */
  start: { readonly arguments: readonly unknown[]; readonly response: ResponseSoFar };
  /** One pair of strings of its headers; `name` is in lower case. */
  header: {
    readonly name: string;
    readonly value: string;
    readonly status: unknown;
    readonly before: readonly string[];
  };
  /** The server's startResponse came back. `legal` is false when the call broke a rule. */
  started: {
    readonly arguments: readonly unknown[];
    readonly headersChanged: boolean;
    readonly legal: boolean;
    readonly result: unknown;
    readonly thrown: { readonly error: unknown } | undefined;
    readonly response: ResponseSoFar;
  };
  /** What the application returned, once it has settled. */
  body: { readonly body: unknown; readonly response: ResponseSoFar };
  /** A chunk of the body; a whole body is one chunk. `size` is in bytes, 0 of what is no chunk. */
  chunk: { readonly chunk: unknown; readonly size: number; readonly response: ResponseSoFar };
  /** The body came to its end. */
  end: { readonly response: ResponseSoFar };
  /** The application, or its body, threw. */
  failure: { readonly error: unknown; readonly response: ResponseSoFar };
  /** The server asks the body for an iterator, for a chunk, or closes it. */
  iteration: { readonly step: "iterate" | "pull" | "close"; readonly response: ResponseSoFar };
  /** The response is over. */
  finish: { readonly response: ResponseSoFar };
  /** A streamed body was garbage-collected before it ended. */
  collected: { readonly response: ResponseSoFar };
  /** The request body gave a chunk, or its end. `received` is in bytes, this chunk included. */
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

/** The moment a rule is checked at. */
export type Phase = keyof Phases;

/** Whose doing it is what a phase checks. */
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
  /** The requirements of docs/spec.md that it shows. */
  readonly proves: readonly string[];
  readonly level: Level;
  /** The rule itself: one sentence of the specification. */
  readonly says: string;
  readonly applies: P;
  /** What was seen, when the rule is broken. Values of headers are never shown: they may be secret. */
  check(context: Phases[P]): string | undefined;
}

/** A rule of the contract. */
export type Rule = { [P in Phase]: RuleOf<P> }[Phase];

/** Rules that belong together on the specification page. */
export interface Topic {
  readonly title: string;
  readonly rules: readonly Rule[];
}
