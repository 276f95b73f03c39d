import { clientOf, hello } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { rateLimit, type RateLimitOptions } from "@tsgi/middleware/rate-limit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MemoryRateStore } from "../src/rate-limit/store.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 60_000 * 1000 }));
afterEach(() => void vi.useRealTimers());
const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);

/** The statuses of some requests in a row. */
async function ask(
  app: ReturnType<ReturnType<typeof rateLimit>>,
  times: number,
  remoteAddress = "192.0.2.1",
): Promise<number[]> {
  await using client = createClient(app, { remoteAddress });
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await client.get("/")).status);
  return statuses;
}

describe("rateLimit", () => {
  test("lets its number through, reports how much is left, then answers 429", async () => {
    await using client = clientOf(rateLimit({ limit: 2, window: 10 }), hello);
    pass(3);
    const told = [];
    for (let i = 0; i < 3; i++) {
      const { status, headers } = await client.get("/");
      told.push([
        status,
        headers.get("ratelimit"),
        headers.get("retry-after"),
        headers.get("ratelimit-policy"),
      ]);
    }
    expect(told).toEqual([
      [200, '"default";r=1;t=7', null, '"default";q=2;w=10'],
      [200, '"default";r=0;t=12', null, '"default";q=2;w=10'],
      [429, '"default";r=0;t=14', "14", '"default";q=2;w=10'],
    ]);
  });

  test("slides: what was asked in the window before counts by the part in reach", async () => {
    const app = rateLimit({ limit: 10, window: 10 })(hello);
    expect(await ask(app, 10)).not.toContain(429);
    pass(10); // all of it is still in reach
    expect(await ask(app, 1)).toEqual([429]);
    pass(5); // half of it: 5 of before, 1 that was refused
    expect(await ask(app, 5)).toEqual([200, 200, 200, 200, 429]);
    pass(20);
    expect(await ask(app, 10)).not.toContain(429);
  });

  test.each([
    ["192.0.2.1", "192.0.2.2", false],
    ["2001:db8::1", "2001:db8::ffff:1", true],
    ["2001:db8:0:1::1", "2001:db8:0:2::1", false],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", true],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.2", false],
    ["", "", true],
  ])("tells clients by address: %s and %s", async (one, other, isSame) => {
    const app = rateLimit({ limit: 1 })(hello);
    await ask(app, 1, one);
    expect(await ask(app, 1, other)).toEqual([isSame ? 429 : 200]);
  });

  test("counts by another key, and does not count without a key", async () => {
    const options: RateLimitOptions = { limit: 1, key: ({ queryString }) => queryString || undefined };
    await using client = clientOf(rateLimit(options), hello);
    const statuses = [];
    for (const target of ["/?a", "/?b", "/?a", "/", "/"]) statuses.push((await client.get(target)).status);
    expect(statuses).toEqual([200, 200, 429, 200, 200]);
  });

  test("asks a store that several processes share, and lets through when that fails", async () => {
    const shared = new MemoryRateStore(10);
    const store = { increment: async (key: string, window: number) => shared.increment(key, window) };
    expect(await ask(rateLimit({ limit: 1, store })(hello), 2)).toEqual([200, 429]);
    for (const increment of [
      () => Promise.reject(new Error("no redis")),
      () => {
        throw new Error("no redis");
      },
    ]) {
      await using client = clientOf(rateLimit({ limit: 1, store: { increment } }), hello);
      expect((await client.get("/")).status).toBe(200);
      await Promise.resolve();
      expect(client.log).toContain("no redis");
    }
  });

  test("forgets the oldest of too many keys", () => {
    const store = new MemoryRateStore(2);
    for (const key of ["a", "b", "c"]) store.increment(key, 1);
    expect([store.increment("c", 1).current, store.increment("a", 1).current]).toEqual([2, 1]);
  });

  test("stays synchronous with its own store [M15]", () => {
    expect(rateLimit()(hello)(createEnviron(), () => {})).toBe("Hello");
  });

  test.each([
    [{ limit: 0 }, "rateLimit: limit is 0, must be an integer of 1 or more"],
    [{ window: 0.5 }, "rateLimit: window is 0.5"],
    [{ store: {} }, "rateLimit: store is [object Object], must be a store with increment"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => rateLimit(options as never)).toThrow(message);
  });
});
