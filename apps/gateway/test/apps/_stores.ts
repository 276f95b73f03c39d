/** The places where state is kept, each real. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needsRedis, startRedis } from "@tsgi/harness/redis";
import { openStorage, type AppStorage } from "../../src/storage.ts";

/** A store that a test has for itself. */
export interface TestStore {
  readonly storage: AppStorage;
  /** The same state, opened a second time as another process would. */
  reopen(): Promise<AppStorage>;
  close(): Promise<void>;
}

export const hasRedis: boolean = needsRedis("state in Redis");

/** Starts a store; those that need what is not installed here are left out. */
export const stores: Readonly<Record<string, () => Promise<TestStore>>> = {
  memory: async () => {
    const storage = await openStorage();
    return { storage, reopen: async () => storage, close: () => storage.dispose() };
  },
  directory: async () => {
    const directory = await mkdtemp(join(tmpdir(), "tsgi-state-"));
    const storage = await openStorage({ directory });
    return {
      storage,
      reopen: () => openStorage({ directory }),
      close: () => rm(directory, { recursive: true }),
    };
  },
  ...(hasRedis ? { redis: onRedis } : {}),
};

async function onRedis(): Promise<TestStore> {
  const server = await startRedis();
  const open: AppStorage[] = [];
  const reopen = async (): Promise<AppStorage> => {
    const storage = await openStorage({ redis: server.url });
    open.push(storage);
    return storage;
  };
  return {
    storage: await reopen(),
    reopen,
    close: async () => {
      await Promise.all(open.map((storage) => storage.dispose()));
      await server.close();
    },
  };
}
