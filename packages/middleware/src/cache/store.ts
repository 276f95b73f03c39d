import { Head, isBytes, safely } from "@tsgi/core/server";
import { fromBase64Url, toBase64Url } from "../shared/base64url.ts";

/** A store with the interface of `unstorage`. Values must be serializable as JSON. */
export interface CacheStore {
  getItem(key: string): unknown;
  /** `ttl` is in seconds. */
  setItem(key: string, value: never, options: { readonly ttl: number }): unknown;
  removeItem(key: string): unknown;
}

/** The request headers that a response was chosen by, each with its value; null if the request did not have it. */
export type Vary = readonly (readonly [name: string, value: string | null])[];

/** A stored response. */
export interface CacheEntry {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Bytes, or base64url text. */
  readonly body: Uint8Array | string;
  /** When it was generated, in milliseconds since the epoch. */
  readonly born: number;
  /** Seconds, counted from `born`. */
  readonly lifetime: number;
  readonly vary: Vary;
}

/** Converts an entry for JSON. */
export function toPlain(entry: CacheEntry): CacheEntry {
  return isBytes(entry.body) ? { ...entry, body: toBase64Url(entry.body) } : entry;
}

export function bytesOf({ body }: CacheEntry): Uint8Array {
  return typeof body === "string" ? (fromBase64Url(body) ?? new Uint8Array()) : body;
}

/** Reads the variants under a key. A store may hold anything there: what cannot be sent is ignored. Never throws. */
export function readEntries(value: unknown): CacheEntry[] {
  return Array.isArray(value) ? value.filter((entry) => safely(() => isEntry(entry), false)) : [];
}

function isEntry(value: unknown): value is CacheEntry {
  const { status, headers, body, born, lifetime, vary } = value as CacheEntry;
  void new Head(status, headers); // throws as the server's own would
  return (
    (isBytes(body) || fromBase64Url(body) !== undefined) &&
    Number.isFinite(born) &&
    Number.isFinite(lifetime) &&
    vary.every(([name, text]) => typeof name === "string" && (text === null || typeof text === "string"))
  );
}
