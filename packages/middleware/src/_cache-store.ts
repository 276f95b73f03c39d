import { isBytes } from "@tsgi/core/server";
import { fromBase64Url, toBase64Url } from "./_base64url.ts";
import type { Vary } from "./_cache-key.ts";

/** A store of the shape that `unstorage` has. Values are what JSON can hold. */
export interface CacheStore {
  getItem(key: string): unknown;
  /** `ttl` is in seconds. */
  setItem(key: string, value: never, options: { readonly ttl: number }): unknown;
  removeItem(key: string): unknown;
}

/** A response that is kept. */
export interface CacheEntry {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Bytes, or in base64url. */
  readonly body: Uint8Array | string;
  /** Milliseconds since the epoch: when it was made. */
  readonly born: number;
  /** Seconds, from when it was born. */
  readonly lifetime: number;
  readonly vary: Vary;
}

/** As JSON can hold it. */
export function toPlain(entry: CacheEntry): CacheEntry {
  return isBytes(entry.body) ? { ...entry, body: toBase64Url(entry.body) } : entry;
}

export function bytesOf({ body }: CacheEntry): Uint8Array {
  return typeof body === "string" ? (fromBase64Url(body) ?? new Uint8Array()) : body;
}

/** The variants under a key; none where the store holds something else. */
export function readEntries(value: unknown): CacheEntry[] {
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: unknown): value is CacheEntry {
  if (typeof value !== "object" || value === null) return false;
  const { status, headers, body, born, lifetime, vary } = value as Partial<CacheEntry>;
  return (
    Number.isInteger(status) &&
    Array.isArray(headers) &&
    (typeof body === "string" || isBytes(body)) &&
    typeof born === "number" &&
    typeof lifetime === "number" &&
    Array.isArray(vary)
  );
}
