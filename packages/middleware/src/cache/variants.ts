import type { Environ } from "@tsgi/core";
import { keyOfUrl } from "./key.ts";
import { ageOf, keptFor } from "./policy.ts";
import { readEntries, toPlain, type CacheEntry, type CacheStore } from "./store.ts";
import { MemoryCacheStore } from "./memory-store.ts";

/** More variants of one URL than that are not kept: a client can make them up. */
const MOST_VARIANTS = 16;

/** The stored responses of each URL, the newest first. A store that fails is gone around, and logged. */
export class Variants {
  readonly store: CacheStore;

  constructor(store: CacheStore) {
    this.store = store;
  }

  async load(environ: Environ, key: string): Promise<CacheEntry[]> {
    try {
      const value = await this.store.getItem(key);
      // What is in this process is ours.
      return this.store instanceof MemoryCacheStore ? ((value ?? []) as CacheEntry[]) : readEntries(value);
    } catch (error) {
      environ.waitUntil(Promise.reject(error)); // which logs it
      return [];
    }
  }

  /** Nobody waits for it. */
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
