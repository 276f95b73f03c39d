import type { Application } from "@tsgi/core";
import { Counted, TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { timeout, timeoutSignal } from "@tsgi/middleware/timeout";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const never = new Promise<never>(() => {});

// Time passes when the tests say so.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** Asks, lets the time pass, and ends with real timers. */
async function late(app: Application, options = {}): Promise<{ status: number; text: string; log: string }> {
  const client = clientOf(timeout({ limit: 1000, ...options }), app);
  const pending = client.get("/a?q=1");
  await vi.advanceTimersByTimeAsync(1000);
  const response = await pending;
  const answer = { status: response.status, text: await response.text(), log: client.log };
  vi.useRealTimers();
  await client[Symbol.asyncDispose]();
  return answer;
}

const slow: Readonly<Record<string, Application>> = {
  "does not answer": () => never,
  "has called startResponse": (_, startResponse) => {
    startResponse(200, TEXT);
    return never;
  },
  "begins late": async function* () {
    await never;
    yield "";
  } as unknown as Application,
};

describe("timeout", () => {
  test.each(Object.entries(slow))("answers 503 for one that %s, and logs it", async (_, app) => {
    expect(await late(app)).toEqual({
      status: 503,
      text: "Service Unavailable\n",
      log: '[tsgi/middleware] GET "/a?q=1" took more than 1000 ms\n',
    });
  });

  test("answers with another status", async () => {
    expect((await late(slow["does not answer"]!, { status: 504 })).status).toBe(504);
  });

  test("aborts the application's signal, closes what it returns too late, and drops its head [M07]", async () => {
    const body = new Counted(["x"]);
    const { status, text, log } = await late(async (environ, startResponse) => {
      await new Promise((resolve) => timeoutSignal(environ)!.addEventListener("abort", resolve));
      startResponse(200, TEXT);
      return body;
    });
    expect([status, text, body.closed, log.includes("Error")]).toEqual([
      503,
      "Service Unavailable\n",
      1,
      false,
    ]);
  });

  test("leaves a response that has started alone", async () => {
    const gate = Promise.withResolvers<void>();
    const client = clientOf(
      timeout({ limit: 1000 }),
      answers(
        (async function* () {
          await gate.promise;
          yield "done";
        })(),
      ),
    );
    const pending = client.get("/");
    await vi.advanceTimersByTimeAsync(5000);
    gate.resolve();
    expect(await (await pending).text()).toBe("done");
    vi.useRealTimers();
    await client[Symbol.asyncDispose]();
  });

  test("keeps no timer after an answer in time, nor after the client disconnected", async () => {
    const client = clientOf(timeout({ limit: 1000 }), async (...call) => hello(...call));
    await (await client.get("/")).text();
    expect(vi.getTimerCount()).toBe(0);
    const leaving = new AbortController();
    const called = Promise.withResolvers<void>();
    const other = clientOf(timeout({ limit: 1000 }), () => {
      called.resolve();
      return never;
    });
    const pending = other.get("/", { signal: leaving.signal }).catch(() => "left");
    await called.promise;
    leaving.abort();
    expect([await pending, vi.getTimerCount()]).toEqual(["left", 0]);
    vi.useRealTimers();
    await client[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  test("has no signal outside of timeout()", async () => {
    vi.useRealTimers();
    await using client = clientOf(
      (app) => app,
      (environ, startResponse) => {
        startResponse(200, TEXT);
        return String(timeoutSignal(environ));
      },
    );
    expect(await (await client.get("/")).text()).toBe("undefined");
  });

  test("checks its options at once", () => {
    expect(() => timeout({ limit: 0 })).toThrow(
      "timeout: limit is 0, must be an integer from 1 to 2147483647",
    );
    expect(() => timeout({ status: 200 })).toThrow(
      "timeout: status is 200, must be an integer from 500 to 599",
    );
  });
});
