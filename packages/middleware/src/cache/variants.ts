import type { Environ } from "@tsgi/core";
import { keyOfUrl } from "./key.ts";
import { ageOf, keptFor } from "./policy.ts";
import { readEntries, toPlain, type CacheEntry, type CacheStore } from "./store.ts";
import { MemoryCacheStore } from "./memory-store.ts";

/** Maximum number of variants of one URL: clients can make them up. */
const MOST_VARIANTS = 16;

/**
 * Stores the responses of each URL, newest first. If the store fails, the error is logged, and the cache acts as if it were
 * empty.
 */
export class Variants {
  readonly store: CacheStore;

  constructor(store: CacheStore) {
    this.store = store;
  }

  async load(environ: Environ, key: string): Promise<CacheEntry[]> {
    try {
      const value = await this.store.getItem(key);
      // Entries in this process are our own.
      return this.store instanceof MemoryCacheStore ? ((value ?? []) as CacheEntry[]) : readEntries(value);
    } catch (error) {
      environ.waitUntil(Promise.reject(error)); // logs it
      return [];
    }
  }

  /** Saves in the background. */
  save(environ: Environ, key: string, entries: readonly CacheEntry[]): void {
    const worth = entries.filter((entry, i) => i === 0 || ageOf(entry) < keptFor(entry));
    const all = worth.slice(0, MOST_VARIANTS);
    const values = this.store instanceof MemoryCacheStore ? all : all.map(toPlain);
    const ttl = Math.max(0, ...all.map((entry) => keptFor(entry) - ageOf(entry)));
    const write = async (): Promise<unknown> =>
      all.length === 0 ? this.store.removeItem(key) : this.store.setItem(key, values as never, { ttl });
    environ.waitUntil(write());
  }

  async forget(url: string): Promise<void> {
    await this.store.removeItem(await keyOfUrl(url, this.store));
  }
}
