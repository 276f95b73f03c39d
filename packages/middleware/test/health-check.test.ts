import { clientOf, hello } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { healthCheck } from "@tsgi/middleware/health-check";
import { describe, expect, test, vi } from "vitest";

describe("healthCheck", () => {
  test("answers liveness and readiness, and leaves the rest to the application", async () => {
    await using client = clientOf(healthCheck(), hello);
    for (const path of ["/livez", "/readyz"]) {
      const response = await client.get(path);
      expect([response.status, response.headers.get("cache-control"), await response.text()]).toEqual([
        200,
        "no-store",
        "ok\n",
      ]);
      expect((await client.head(path)).status).toBe(200);
      expect(await (await client.post(path)).text()).toBe("Hello");
    }
    expect(await (await client.get("/livez/x")).text()).toBe("Hello");
  });

  test.each<[string, () => unknown, string]>([
    [
      "throws",
      () => {
        throw new Error("db-7");
      },
      "failed: Error: db-7",
    ],
    ["rejects", () => Promise.reject(new Error("db-7")), "failed: Error: db-7"],
    ["gives false", async () => false, "gave false"],
  ])("is not ready while a check %s, and tells the log alone why", async (_, check, reason) => {
    await using client = clientOf(healthCheck({ checks: { fine: () => true, database: check } }), hello);
    const response = await client.get("/readyz");
    expect([response.status, await response.text()]).toEqual([503, "unavailable\n"]);
    expect(client.log).toBe(`[tsgi/middleware] the health check "database" ${reason}\n`);
    expect((await client.get("/livez")).status).toBe(200);
  });

  test("allows a check its time, and aborts it when that is up", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let signal: AbortSignal | undefined;
    const check = (given: AbortSignal): Promise<never> => {
      signal = given;
      return new Promise(() => {});
    };
    const client = createClient(healthCheck({ checks: { slow: check }, timeout: 100 })(hello));
    const pending = client.get("/readyz");
    await vi.advanceTimersByTimeAsync(100);
    expect([(await pending).status, signal!.aborted]).toEqual([503, true]);
    expect(client.log).toContain('"slow" took more than 100 ms');
    vi.useRealTimers();
    await client.close();
  });

  test("is not ready once it is drained, while the application still answers", async () => {
    const health = healthCheck();
    await using client = clientOf(health, hello);
    health.drain();
    expect([
      (await client.get("/readyz")).status,
      (await client.get("/livez")).status,
      (await client.get("/")).status,
    ]).toEqual([503, 200, 200]);
  });

  test("is ready after the application's startup, and not after its shutdown", async () => {
    const app = healthCheck()(Object.assign(hello.bind(null), { startup: () => {}, shutdown: () => {} }));
    const first = createClient(app);
    expect((await first.get("/readyz")).status).toBe(200);
    await first.close();
    const ask = (): number => {
      let seen = 0;
      void app(createEnviron({ target: "/readyz" }), (status) => void (seen = status));
      return seen;
    };
    expect(ask()).toBe(503);
    await app.startup!({} as never);
    expect(ask()).toBe(200);
  });

  test.each([
    [{ live: "livez" }, 'healthCheck: live is "livez", must be a path that begins with "/"'],
    [{ live: "/readyz" }, 'healthCheck: ready is "/readyz", must be a path other than that of live'],
    [{ checks: { db: true } }, "healthCheck: checks.db is true, must be a function"],
    [{ timeout: 0 }, "healthCheck: timeout is 0"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => healthCheck(options as never)).toThrow(message);
  });
});
