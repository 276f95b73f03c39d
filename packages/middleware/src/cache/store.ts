import { Head, isBytes } from "@tsgi/core/server";
import { fromBase64Url, toBase64Url } from "../shared/base64url.ts";
import type { Vary } from "./key.ts";
import { safely } from "../shared/error-text.ts";

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

/** The variants under a key. A store may hold anything there: what cannot be sent as it is, is none. Never throws. */
export function readEntries(value: unknown): CacheEntry[] {
  return Array.isArray(value) ? value.filter((entry) => safely(() => isEntry(entry), false)) : [];
}

function isEntry(value: unknown): value is CacheEntry {
  const { status, headers, body, born, lifetime, vary } = value as CacheEntry;
  void new Head(status, headers); // throws where the server's own would
  return (
    (isBytes(body) || fromBase64Url(body) !== undefined) &&
    Number.isFinite(born) &&
    Number.isFinite(lifetime) &&
    vary.every(([name, text]) => typeof name === "string" && (text === null || typeof text === "string"))
  );
}
