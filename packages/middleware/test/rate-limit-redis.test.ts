import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient as createRedis } from "@redis/client";
import { clientOf, hello } from "@tsgi/harness/linted";
import { needsRedis, startRedis, type RunningRedis } from "@tsgi/harness/redis";
import { ServerProcess } from "@tsgi/harness/server-process";
import { rateLimit, redisRateStore, type RedisClient } from "@tsgi/middleware/rate-limit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const here = needsRedis("limits that are shared through Redis");
/** So long a window that no test sees its end. */
const DAY = 86_400;

/** A client as it is made by those who use it; it closes with the test. */
const clients: [string, (url: string) => Promise<{ client: RedisClient; close(): void }>][] = [
  [
    "ioredis",
    async (url) => {
      const client = new Redis(url);
      return { client, close: () => client.disconnect() };
    },
  ],
  [
    "node-redis",
    async (url) => {
      const client = await createRedis({ url }).connect();
      return { client, close: () => client.destroy() };
    },
  ],
  [
    "a function",
    async (url) => {
      const client = new Redis(url);
      const send = ([name, ...args]: string[]): Promise<unknown> => client.call(name!, ...args);
      return { client: send, close: () => client.disconnect() };
    },
  ],
];

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.text();
  return response.status;
}

describe.runIf(here)("redisRateStore on a real Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis?.close());

  test.each(clients)("counts by %s, and lets Redis forget", async (name, open) => {
    const { client, close } = await open(redis.url);
    const prefix = `test:${name}`;
    const store = redisRateStore({ client, prefix });
    const counts = [];
    for (const window of [7, 7, 8, 9, 11]) counts.push(await store.increment("}a{ \u{1f600}", window, 3_600));
    expect(counts.map((hits) => Object.values(hits))).toEqual([
      [1, 0],
      [2, 0],
      [1, 2],
      [1, 1],
      [1, 0],
    ]);
    const admin = new Redis(redis.url);
    const keys = (await admin.keys(`{${prefix}*`)).toSorted();
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      const ttl = await admin.ttl(key);
      expect(ttl > 0 && ttl <= 3_600).toBe(true);
    }
    admin.disconnect();
    close();
  });

  test("loses no count of many at once, through several connections", async () => {
    const open = await Promise.all(Array.from({ length: 4 }, () => clients[0]![1](redis.url)));
    const stores = open.map(({ client }) => redisRateStore({ client, prefix: "many" }));
    const hits = await Promise.all(
      Array.from({ length: 200 }, (_, i) => stores[i % 4]!.increment("one", 1, 60)),
    );
    const seen = hits.map(({ current }) => current).toSorted((a, b) => a - b);
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    for (const { close } of open) close();
  });

  test("has one limit for two processes", async () => {
    const fixture = join(import.meta.dirname, "fixtures/rate-limited.ts");
    const servers = [1, 2].map(() => ServerProcess.ofScript(fixture, redis.url, "5"));
    const urls = await Promise.all(servers.map(({ ready }) => ready));
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, i) => statusOf(urls[i % 2]!)));
    await Promise.all(servers.map((server) => server.close()));
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  test("keeps limits of other names apart", async () => {
    const { client, close } = await clients[0]![1](redis.url);
    const store = redisRateStore({ client, prefix: "names" });
    const limited = (name: string) =>
      clientOf(rateLimit({ name, limit: 1, window: DAY, store, key: () => "k" }), hello);
    await using login = limited("login");
    await using search = limited("search");
    const asked = [login, search, login];
    const statuses = [];
    for (const one of asked) statuses.push((await one.get("/")).status);
    expect(statuses).toEqual([200, 200, 429]);
    close();
  });
});

describe.runIf(here)("rateLimit when its Redis is gone", () => {
  test.each([
    ["open", 200],
    ["closed", 503],
  ] as const)("fails %s, logs it, and counts again when Redis is back", async (storeFailure, status) => {
    const folder = await mkdtemp(join(tmpdir(), "tsgi-redis-"));
    const socket = join(folder, "redis.sock");
    let redis = await startRedis(socket);
    const client = new Redis(socket, { enableOfflineQueue: false, retryStrategy: () => 20 });
    client.on("error", () => {}); // each failed attempt to connect emits one
    await client.ping().catch(() => new Promise((resolve) => client.once("ready", resolve)));
    const store = redisRateStore({ client });
    await using asking = clientOf(
      rateLimit({ limit: 1, window: DAY, store, storeFailure, storeTimeout: 20_000, key: () => "k" }),
      hello,
    );
    const ask = async (): Promise<number> => (await asking.get("/")).status;
    expect([await ask(), await ask(), asking.log]).toEqual([200, 429, ""]);
    await redis.close();
    await expect.poll(ask).toBe(status);
    const response = await asking.get("/");
    expect([response.status, response.headers.get("ratelimit")]).toEqual([status, null]);
    expect(await response.text()).not.toMatch(/redis|\.sock|stream/i);
    expect(asking.log).toMatch(/Connection is closed|Stream isn't writeable|ECONN|ENOENT/);
    redis = await startRedis(socket);
    await expect.poll(ask).toBe(429);
    client.disconnect();
    await redis.close();
    await rm(folder, { recursive: true });
  });

  test("does not wait for one that does not answer", async () => {
    const redis = await startRedis();
    const client = new Redis(redis.url);
    await client.ping();
    redis.pause();
    const store = redisRateStore({ client });
    for (const [storeFailure, status] of [
      ["open", 200],
      ["closed", 503],
    ] as const) {
      await using asking = clientOf(rateLimit({ store, storeFailure, storeTimeout: 20 }), hello);
      expect((await asking.get("/")).status).toBe(status);
      await expect.poll(() => asking.log).toContain("the store of rateLimit() took more than 20 ms");
    }
    client.disconnect();
    await redis.close();
  });
});

describe("redisRateStore", () => {
  test.each([
    [{}, "redisRateStore: client is undefined, must be a function, or a client of ioredis or redis"],
    [{ client: {} }, "redisRateStore: client is [object Object]"],
    [{ client: () => {}, prefix: "" }, 'redisRateStore: prefix is ""'],
  ])("checks its options at once: %#", (options, message) => {
    expect(() => redisRateStore(options as never)).toThrow(message);
  });

  test.each([null, "OK", [1], ["a", 2]])("takes no answer that is not two numbers: %j", async (reply) => {
    const store = redisRateStore({ client: async () => reply });
    await expect(store.increment("k", 1, 2)).rejects.toThrow("TSGI_OPTION_INVALID");
  });
});
