import type { Connection, ErrorLog, ServerInfo } from "./connection.ts";
import type { Input } from "./input.ts";
import type { Key } from "./key.ts";

/** The part of a host's transport that an Environ reads. */
export interface RequestSource extends Connection {
  /** The request body. Read when the application first asks for it. */
  readonly input: Input;
  /** The request's header fields as a flat list, as received; for an Environ that was made without one. */
  readonly fields: readonly string[];
  /** Returns one header field of the request, duplicates joined; `key` is in lower case. */
  field(key: string): string | undefined;
  /** Returns the value of a key that nothing was set under. Default: none. */
  hostValue?(key: Key<unknown>): unknown;
}

/** What every Environ of one request shares. An Exchange is one. */
export interface RequestContext {
  readonly transport: RequestSource;
  readonly hosted: { readonly info: ServerInfo };
  readonly errors: ErrorLog;
  readonly signal: AbortSignal;
  /** Created when the first value is set. */
  values: Map<Key<unknown>, unknown> | undefined;
  onFinish(callback: (error?: unknown) => unknown): void;
  waitUntil(promise: PromiseLike<unknown>): void;
}
