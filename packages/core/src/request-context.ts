import type { Connection, ErrorLog, ServerInfo } from "./connection.ts";
import type { Input } from "./input.ts";
import type { Key } from "./key.ts";

/** The part of a host's transport that an Environ reads. */
export interface RequestSource extends Connection {
  /** The request body. Read when the application first asks for it. */
  readonly input: Input;
  /** The header fields of the request as a flat list, as received; for an Environ that was created without one. */
  readonly fields: readonly string[];
  /** Returns one header field of the request, duplicates joined; `key` is in lower case. */
  field(key: string): string | undefined;
  /** Returns the host's value for a key that has not been set. Default: none. */
  hostValue?(key: Key<unknown>): unknown;
}

/** State that all Environs of one request share. An Exchange implements it. */
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
