/** The places where state is kept, each real. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hasCommand, needsDebian } from "../../../../scripts/_debian.ts";
import { openStorage, type AppStorage } from "../../src/storage.ts";

/** A store that a test has for itself. */
export interface TestStore {
  readonly storage: AppStorage;
  /** The same state, opened a second time as another process would. */
  reopen(): Promise<AppStorage>;
  close(): Promise<void>;
}

export const hasRedis: boolean = needsDebian("state in Redis", "redis-server", () =>
  hasCommand("redis-server"),
);

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
  ...(hasRedis ? { redis: startRedis } : {}),
};

async function startRedis(): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), "tsgi-redis-"));
  const port = await freePort();
  const args = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--save",
    "",
    "--appendonly",
    "no",
  ];
  const server = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "exit");
  for await (const line of createInterface(server.stdout)) if (line.includes("Ready to accept")) break;
  server.stdout.resume();
  const redis = `redis://127.0.0.1:${port}/0`;
  const open: AppStorage[] = [];
  const reopen = async (): Promise<AppStorage> => {
    const storage = await openStorage({ redis });
    open.push(storage);
    return storage;
  };
  return {
    storage: await reopen(),
    reopen,
    close: async () => {
      await Promise.all(open.map((storage) => storage.dispose()));
      server.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** A port that was free a moment ago: Redis cannot be asked to choose one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
