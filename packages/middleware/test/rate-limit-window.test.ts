import { clientOf, hello } from "@tsgi/harness/linted";
import { createClient } from "@tsgi/testing";
import { rateLimit, type RateStore } from "@tsgi/middleware/rate-limit";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MemoryRateStore } from "../src/rate-limit/store.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 60_000 * 1000 }));
afterEach(() => void vi.useRealTimers());

/** Returns for each response its status, the seconds of `t`, and those of Retry-After. */
async function ask(app: ReturnType<ReturnType<typeof rateLimit>>): Promise<[number, number, number | null]> {
  await using client = createClient(app);
  const { status, headers } = await client.get("/");
  const retry = headers.get("retry-after");
  return [
    status,
    Number(/;t=(\d+)/.exec(headers.get("ratelimit")!)![1]),
    retry === null ? null : Number(retry),
  ];
}

describe("the time that rateLimit reports", () => {
  test("is the one after which a request passes, not the end of the window", async () => {
    const app = rateLimit({ limit: 10, window: 10 })(hello);
    for (let i = 0; i < 10; i++) await ask(app);
    // In the next window 11 count, and fade away within it: after 1.8 seconds of it there is room for one more.
    expect(await ask(app)).toEqual([429, 12, 12]);
    vi.setSystemTime(Date.now() + 12_000);
    expect((await ask(app))[0]).toBe(200);
  });

  test("holds for every limit, window and history: refused before, let through then", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 30 }),
        async (limit, window, pauses) => {
          vi.setSystemTime(60_000_000);
          const app = rateLimit({ limit, window })(hello);
          for (const pause of pauses) {
            vi.setSystemTime(Date.now() + pause);
            const [status, t, retry] = await ask(app);
            expect(retry).toBe(status === 429 ? t : null);
            if (status !== 429) continue;
            const copy = Date.now();
            vi.setSystemTime(copy + retry! * 1000);
            const [then] = await ask(app);
            expect(then).toBe(200);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("is no longer than need be: a second before it, the request is refused", async () => {
    for (const [limit, window, asked] of [
      [1, 10, 2],
      [3, 10, 5],
      [5, 60, 6],
      [10, 7, 25],
    ] as const) {
      vi.setSystemTime(60_000_000);
      const counts: { key: string; window: number }[] = [];
      const store: RateStore = {
        increment: (key, of) => {
          counts.push({ key, window: of });
          return {
            current: counts.filter((count) => count.window === of).length,
            previous: counts.filter((count) => count.window === of - 1).length,
          };
        },
      };
      const app = rateLimit({ limit, window, store })(hello);
      let retry = 0;
      for (let i = 0; i < asked; i++) retry = (await ask(app))[2] ?? 0;
      expect(retry).toBeGreaterThan(0);
      const start = Date.now();
      vi.setSystemTime(start + (retry - 1) * 1000);
      expect((await ask(app))[0]).toBe(429);
      counts.pop();
      vi.setSystemTime(start + retry * 1000);
      expect((await ask(app))[0]).toBe(200);
    }
  });
});

/** A client library's own promise, whose then returns nothing. */
class Thenable {
  // oxlint-disable-next-line unicorn/no-thenable -- it is one
  then(resolve: (hits: unknown) => void): void {
    resolve({ current: 2, previous: 0 });
  }
}

describe("a store that returns no counts", () => {
  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["NaN", { current: Number.NaN, previous: 0 }],
    ["texts", { current: "1", previous: "0" }],
    ["nothing counted", { current: 0, previous: 0 }],
    ["a promise of undefined", Promise.resolve()],
  ])("is one that fails: %s", async (_, hits) => {
    for (const [storeFailure, status] of [
      ["open", 200],
      ["closed", 503],
    ] as const) {
      const store = { increment: () => hits as never };
      await using client = clientOf(rateLimit({ limit: 1, store, storeFailure }), hello);
      expect((await client.get("/")).status).toBe(status);
      await Promise.resolve();
      expect(client.log).toContain("rateLimit: store returned");
    }
  });

  test.each([{ storeTimeout: 2_147_483_648 }, { window: 2_147_483_648 }])(
    "no option lifts the limit unseen: %j",
    (options) => {
      expect(() => rateLimit(options)).toThrow("must be an integer from 1 to 2147483647");
    },
  );

  test("does not wait for a thenable that returns no promise", async () => {
    const thenable = new Thenable();
    await using client = clientOf(
      rateLimit({ limit: 1, store: { increment: () => thenable as never } }),
      hello,
    );
    expect((await client.get("/")).status).toBe(429);
  });

  test("counts in its own store alike", () => {
    const store = new MemoryRateStore(3);
    expect([store.increment("a", 1), store.increment("a", 2)]).toEqual([
      { current: 1, previous: 0 },
      { current: 1, previous: 1 },
    ]);
  });
});
