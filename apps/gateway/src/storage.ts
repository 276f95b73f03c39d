/** State of the applications behind the gateway: one store, chosen by its settings. */
import { createStorage, prefixStorage, type Driver, type Storage } from "unstorage";
import kvDriver from "unstorage/drivers/cloudflare-kv-binding";
import { directoryDriver, redisDriver } from "#storage-drivers";

/** At most one of these; with none the state is in memory, and ends with the process. */
export interface StorageOptions {
  /** Path of a directory; made when missing. */
  readonly directory?: string;
  /** URL of a Redis: `redis://localhost:6379/0`. */
  readonly redis?: string;
  /** The binding of a KV namespace of Cloudflare Workers. */
  readonly kv?: object;
}

/** The store, and a way to change what was read from it without another change in between. */
export interface AppStorage extends Storage {
  /**
   * Runs work alone among those of the same key. It holds within one process, whatever the driver; several processes on one
   * Redis can still overtake each other between a read and its write.
   */
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Whether the store itself removes what was set with a `ttl` (seconds). */
  readonly expires: boolean;
}

/**
 * Opens the store. Drivers are loaded when chosen, and none but KV's is part of a Worker.
 *
 * @throws TypeError when more than one place is given, or one that this host does not have
 */
export async function openStorage(options: StorageOptions = {}): Promise<AppStorage> {
  const { directory, redis, kv } = options;
  const chosen = Object.entries(options).filter(([, value]) => value !== undefined);
  if (chosen.length > 1) {
    throw new TypeError(`one place for the state, not ${chosen.map(([name]) => name).join(" and ")}`);
  }
  if (directory !== undefined) return asAppStorage(await directoryDriver(directory), exclusively(), false);
  if (redis !== undefined) return asAppStorage(await redisDriver(redis), exclusively(), true);
  // With KV, a request that is cancelled never continues: one that waits for it would wait for ever.
  if (kv !== undefined) return asAppStorage(kvDriver({ binding: kv as never }), (_, work) => work(), true);
  return asAppStorage(undefined, exclusively(), false);
}

/** The part of a store below `base`: `section(storage, "notes")`. */
export function section(storage: AppStorage, base: string): AppStorage {
  const part = prefixStorage(storage, base);
  return Object.assign(part, {
    exclusively: <T>(key: string, work: () => Promise<T>) => storage.exclusively(`${base}:${key}`, work),
    expires: storage.expires,
  });
}

function asAppStorage(
  driver: Driver | undefined,
  run: AppStorage["exclusively"],
  expires: boolean,
): AppStorage {
  return Object.assign(createStorage(driver && { driver }), { exclusively: run, expires });
}

function exclusively(): AppStorage["exclusively"] {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
