import { fromBase64Url, toBase64Url } from "./_base64url.ts";

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
  /** In base64url. */
  readonly body: string;
  /** Milliseconds since the epoch: when it came, made earlier by the age that it had. */
  readonly born: number;
  /** Seconds, from when it was born. */
  readonly lifetime: number;
  readonly vary: readonly (readonly [name: string, value: string | null])[];
}

export function encodeBody(bytes: Uint8Array): string {
  return toBase64Url(bytes);
}

export function decodeBody({ body }: CacheEntry): Uint8Array {
  return fromBase64Url(body) ?? new Uint8Array();
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
    typeof body === "string" &&
    typeof born === "number" &&
    typeof lifetime === "number" &&
    Array.isArray(vary)
  );
}

/** Keeps entries in this process; of too many keys the ones that were not used for longest go. */
export class MemoryCacheStore implements CacheStore {
  readonly #items = new Map<string, unknown>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  getItem(key: string): unknown {
    const item = this.#items.get(key);
    if (item !== undefined) {
      this.#items.delete(key);
      this.#items.set(key, item);
    }
    return item;
  }

  setItem(key: string, value: unknown): void {
    this.#items.delete(key);
    this.#items.set(key, value);
    if (this.#items.size > this.#most) this.#items.delete(this.#items.keys().next().value!);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
