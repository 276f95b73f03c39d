import { describe, expect, test } from "vitest";
import type { ServerInfo } from "../src/index.ts";
import { createKey } from "../src/index.ts";
import { HostedApplication } from "../src/server/index.ts";
import { answer, deferred } from "./_bodies.ts";
import { fakeServer, turn } from "./_exchange.ts";

const errors = { write(): void {}, flush(): void {} };
const app = answer("x");

describe("HostedApplication", () => {
  test("[S19] freezes its description of the server", () => {
    const info: ServerInfo = { ...fakeServer };
    const service = new HostedApplication(app, info, errors);
    expect(Object.isFrozen(service.info)).toBe(true);
    expect(service.info.interfaceVersion).toEqual([1, 0]);
  });

  test("[S69] keeps the initial values, none by default", () => {
    const initial = [[createKey<number>("test.value"), 1]] as const;
    expect(new HostedApplication(app, fakeServer, errors, initial).initial).toBe(initial);
    expect(new HostedApplication(app, fakeServer, errors).initial).toEqual([]);
  });

  test("takes everything that is an application", () => {
    expect(new HostedApplication({ handle: app }, fakeServer, errors).application).toBeTypeOf("function");
    expect(() => new HostedApplication({} as never, fakeServer, errors)).toThrow(
      expect.objectContaining({ code: "TSGI_APPLICATION_INVALID" }),
    );
  });

  test("is ready at once without a startup, and otherwise when that is through", async () => {
    expect(new HostedApplication(app, fakeServer, errors).isReady).toBe(true);
    const gate = deferred<void>();
    const service = new HostedApplication({ handle: app, startup: () => gate.promise }, fakeServer, errors);
    expect(service.isReady).toBe(false);
    const starting = service.start();
    await turn();
    expect(service.isReady).toBe(false);
    gate.resolve();
    await starting;
    expect(service.isReady).toBe(true);
  });

  test("[M14] starts once, however often and early it is asked, with the server's constants", async () => {
    const calls: unknown[] = [];
    const service = new HostedApplication(
      { handle: app, startup: (info) => void calls.push(info) },
      fakeServer,
      errors,
    );
    await Promise.all([service.start(), service.start()]);
    await service.start();
    expect(calls).toEqual([service.info]);
  });

  test("a startup that fails, now or later, fails for everyone who waits, and is not ready", async () => {
    for (const startup of [
      () => Promise.reject(new Error("no database")),
      () => {
        throw new Error("no database");
      },
    ]) {
      let stopped = 0;
      const service = new HostedApplication(
        { handle: app, startup, shutdown: () => void stopped++ },
        fakeServer,
        errors,
      );
      const both = await Promise.allSettled([service.start(), service.start()]);
      expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      expect(service.isReady).toBe(false);
      await service.stop();
      expect(stopped).toBe(0);
    }
  });

  test("a startup that failed is tried again by the next caller", async () => {
    let tries = 0;
    const startup = async (): Promise<void> => {
      if (++tries === 1) throw new Error("no database yet");
    };
    const service = new HostedApplication({ handle: app, startup }, fakeServer, errors);
    await expect(service.start()).rejects.toThrow("no database yet");
    await service.start();
    expect([tries, service.isReady]).toEqual([2, true]);
  });

  test("stops once, after startup alone", async () => {
    let stopped = 0;
    const like = { handle: app, startup(): void {}, shutdown: () => void stopped++ };
    const never = new HostedApplication(like, fakeServer, errors);
    await never.stop();
    expect(stopped).toBe(0);
    const service = new HostedApplication(like, fakeServer, errors);
    await service.start();
    await Promise.all([service.stop(), service.stop()]);
    await service.stop();
    expect([stopped, service.isReady]).toEqual([1, false]);
  });

  test("an application without a startup is stopped too", async () => {
    let stopped = 0;
    await new HostedApplication({ handle: app, shutdown: () => void stopped++ }, fakeServer, errors).stop();
    expect(stopped).toBe(1);
  });

  test("a stop that comes during startup waits for it, and then shuts down", async () => {
    const calls: string[] = [];
    const gate = deferred<void>();
    const service = new HostedApplication(
      {
        handle: app,
        async startup() {
          await gate.promise;
          calls.push("up");
        },
        shutdown: () => void calls.push("down"),
      },
      fakeServer,
      errors,
    );
    const starting = service.start();
    const stopping = service.stop();
    await turn();
    expect(calls).toEqual([]);
    gate.resolve();
    await Promise.all([starting, stopping]);
    expect([calls, service.isReady]).toEqual([["up", "down"], false]);
  });

  test("waits for the work that outlives responses, and for work that this begins", async () => {
    const [first, second] = [deferred<void>(), deferred<void>()];
    const order: string[] = [];
    const service = new HostedApplication(
      { handle: app, shutdown: () => void order.push("down") },
      fakeServer,
      errors,
    );
    service.waitUntil(
      first.promise.then(() => {
        order.push("first");
        service.waitUntil(second.promise.then(() => void order.push("second")));
      }),
    );
    const stopping = service.stop();
    await turn();
    expect(order).toEqual([]);
    first.resolve();
    await turn();
    expect(order).toEqual(["first"]);
    second.resolve();
    await stopping;
    expect(order).toEqual(["first", "second", "down"]);
  });

  test("waits until its deadline and no longer", async () => {
    let stopped = 0;
    const service = new HostedApplication(
      { handle: app, shutdown: () => void stopped++ },
      fakeServer,
      errors,
    );
    service.waitUntil(new Promise(() => {}));
    await service.stop(Date.now() - 1);
    expect(stopped).toBe(1);
    const timed = new HostedApplication({ handle: app, shutdown: () => void stopped++ }, fakeServer, errors);
    timed.waitUntil(new Promise(() => {}));
    const begin = performance.now();
    await timed.stop(Date.now() + 20);
    expect(performance.now() - begin).toBeGreaterThan(15);
    expect(stopped).toBe(2);
  });

  test("a deadline far away is not taken for one that has passed", async () => {
    const work = deferred<void>();
    let stopped = false;
    const service = new HostedApplication(
      { handle: app, shutdown: () => void (stopped = true) },
      fakeServer,
      errors,
    );
    service.waitUntil(work.promise);
    const stopping = service.stop(Date.now() + 365 * 86_400_000);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    expect(stopped).toBe(false);
    work.resolve();
    await stopping;
    expect(stopped).toBe(true);
  });

  test("a shutdown that fails is reported", async () => {
    const service = new HostedApplication(
      { handle: app, shutdown: () => Promise.reject(new Error("stuck")) },
      fakeServer,
      errors,
    );
    await expect(service.stop()).rejects.toThrow("stuck");
  });
});
