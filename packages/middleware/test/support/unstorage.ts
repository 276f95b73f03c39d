/** The stores of `unstorage` as their users have them, each real, and opened twice as two processes would. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needsRedis, startRedis } from "@tsgi/harness/redis";
import { createStorage, type Storage } from "unstorage";
import fsLite from "unstorage/drivers/fs-lite";
import memory from "unstorage/drivers/memory";
import redis from "unstorage/drivers/redis";

/** One state, opened twice; both are the same object if it is in memory. */
export interface TwoStores {
  readonly stores: readonly [Storage, Storage];
  /** Seconds after which the store itself forgets a key; undefined if it never does. */
  ttlOf?(key: string): Promise<number>;
  close(): Promise<void>;
}

interface RedisCommands {
  ttl(key: string): Promise<number>;
}

const inMemory = async (): Promise<TwoStores> => {
  const storage = createStorage({ driver: memory() });
  return { stores: [storage, storage], close: () => storage.dispose() };
};

const inFiles = async (): Promise<TwoStores> => {
  const base = await mkdtemp(join(tmpdir(), "tsgi-store-"));
  const open = (): Storage => createStorage({ driver: fsLite({ base }) });
  return { stores: [open(), open()], close: () => rm(base, { recursive: true }) };
};

const inRedis = async (): Promise<TwoStores> => {
  const server = await startRedis();
  const driver = redis({ url: server.url });
  const stores = [createStorage({ driver }), createStorage({ driver: redis({ url: server.url }) })] as const;
  return {
    stores,
    ttlOf: (key) => (driver.getInstance!() as unknown as RedisCommands).ttl(key),
    close: async () => {
      await Promise.all(stores.map((storage) => storage.dispose()));
      await server.close();
    },
  };
};

export const unstorages: [string, () => Promise<TwoStores>][] = [
  ["memory", inMemory],
  ["files", inFiles],
  ...(needsRedis("sessions and a cache in Redis") ? [["Redis", inRedis] as never] : []),
];
