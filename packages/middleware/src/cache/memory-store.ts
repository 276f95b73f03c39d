import type { CacheEntry, CacheStore } from "./store.ts";

/** Keeps entries in this process; above the limits the least recently used are removed. */
export class MemoryCacheStore implements CacheStore {
  readonly #items = new Map<string, { readonly value: unknown; readonly size: number }>();
  readonly #mostKeys: number;
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostKeys: number, mostBytes: number = Infinity) {
    this.#mostKeys = mostKeys;
    this.#mostBytes = mostBytes;
  }

  getItem(key: string): unknown {
    const item = this.#items.get(key);
    if (item === undefined) return undefined;
    this.#items.delete(key);
    this.#items.set(key, item);
    return item.value;
  }

  setItem(key: string, value: unknown): void {
    this.removeItem(key);
    const size = sizeOf(value);
    this.#items.set(key, { value, size });
    this.#bytes += size;
    while (this.#items.size > this.#mostKeys || this.#bytes > this.#mostBytes) {
      this.removeItem(this.#items.keys().next().value!);
    }
  }

  removeItem(key: string): void {
    this.#bytes -= this.#items.get(key)?.size ?? 0;
    this.#items.delete(key);
  }
}

/** Returns the approximate size in bytes: bodies and headers. */
function sizeOf(value: unknown): number {
  if (!Array.isArray(value)) return 0;
  return (value as CacheEntry[]).reduce((sum, { body, headers }) => {
    const heads = headers.reduce((all, [name, text]) => all + name.length + text.length, 0);
    return sum + body.length + heads;
  }, 0);
}
