import type { Application } from "@tsgi/core";
import { expect, test } from "vitest";
import { describeBoth } from "./_both.ts";

const TEXT = [["content-type", "text/plain"]] as const;

describeBoth("leaving", (start) => {
  const gone = expect.objectContaining({ code: "TSGI_CLIENT_GONE" });

  test("by leaving the loop", async () => {
    const { app, over, aborted } = endless();
    await using server = await start(app);
    for await (const chunk of (await server.client.get("/")).body) {
      expect(chunk[0]).toBe(97);
      break;
    }
    expect([await over, await aborted]).toEqual([
      gone,
      expect.objectContaining({ name: "AbortError", cause: gone }),
    ]);
  });

  test("by cancel()", async () => {
    const { app, over } = endless();
    await using server = await start(app);
    await (await server.client.get("/")).cancel();
    expect(await over).toEqual(gone);
  });

  test("by close(): a pending read rejects", async () => {
    const { app, over } = endless();
    await using server = await start(app);
    const iterator = (await server.client.get("/")).body[Symbol.asyncIterator]();
    await iterator.next();
    await server.client.close();
    await expect(readOn(iterator)).rejects.toMatchObject({ name: "AbortError" });
    expect(await over).toEqual(gone);
  });

  test("by a signal, while the body is read: the reader gets its reason", async () => {
    const { app, over } = endless();
    await using server = await start(app);
    const controller = new AbortController();
    const response = await server.client.get("/", { signal: controller.signal });
    const iterator = response.body[Symbol.asyncIterator]();
    await iterator.next();
    const reason = new RangeError("enough");
    controller.abort(reason);
    await expect(readOn(iterator)).rejects.toBe(reason);
    expect(await over).toEqual(gone);
  });

  test("by a signal, before the head: the request rejects with its reason", async () => {
    const called = Promise.withResolvers<AbortSignal>();
    await using server = await start(({ signal }) => {
      called.resolve(signal);
      return new Promise(() => {});
    });
    const controller = new AbortController();
    const reason = new RangeError("enough");
    const response = server.client.get("/", { signal: controller.signal });
    const signal = await called.promise;
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    controller.abort(reason);
    await expect(response).rejects.toBe(reason);
    await aborted;
  });

  test("before anything was sent nothing is called", async () => {
    let calls = 0;
    await using server = await start(() => {
      calls++;
      return null;
    });
    const reason = new RangeError("enough");
    await expect(server.client.get("/", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(calls).toBe(0);
  });

  test("an aborted upload rejects in its reader", async () => {
    const begun = Promise.withResolvers<void>();
    const failure = Promise.withResolvers<unknown>();
    await using server = await start(async ({ input }) => {
      try {
        for await (const _ of input) begun.resolve();
        return null;
      } catch (error) {
        failure.resolve(error);
        throw error;
      }
    });
    const controller = new AbortController();
    const body = (async function* () {
      yield "Hel";
      await new Promise(() => {});
    })();
    const response = server.client.post("/", { body, signal: controller.signal });
    await begun.promise;
    controller.abort(new RangeError("enough"));
    await expect(response).rejects.toThrow("enough");
    expect(await failure.promise).toMatchObject({ code: "TSGI_INPUT_TRUNCATED" });
  });
});

/** Reports its end by a promise. */
function endless(): { app: Application; over: Promise<unknown>; aborted: Promise<unknown> } {
  const over = Promise.withResolvers<unknown>();
  const aborted = Promise.withResolvers<unknown>();
  const app: Application = async function* (environ, startResponse) {
    environ.onFinish(over.resolve);
    environ.signal.addEventListener("abort", () => aborted.resolve(environ.signal.reason));
    startResponse(200, TEXT);
    for (;;) yield "a".repeat(1024);
  } as Application;
  return { app, over: over.promise, aborted: aborted.promise };
}

async function readOn(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await iterator.next()).done);
}
