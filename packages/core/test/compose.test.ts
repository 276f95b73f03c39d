import { describe, expect, test } from "vitest";
import { compose, type Application, type Middleware } from "../src/index.ts";
import { answer, noting } from "./_bodies.ts";
import { fakeServer, respond, run } from "./_exchange.ts";

const tag =
  (name: string): Middleware =>
  (app) =>
  (environ, startResponse) =>
    app(environ, (status, headers, error) => startResponse(status, [...headers, ["x-tag", name]], error));

describe("compose", () => {
  test("puts the first outermost", async () => {
    const exchange = await respond(compose(tag("outer"), tag("inner"))(answer("x")));
    expect(exchange.transport.sent!.fields.slice(0, 4)).toEqual(["x-tag", "inner", "x-tag", "outer"]);
  });

  test("[M02] of nothing, or of the identity, returns the application itself", () => {
    const app = noting("a", []);
    expect(compose()(app)).toBe(app);
    expect(compose((inner) => inner)(app)).toBe(app);
  });

  test("[M15] stays synchronous", () => {
    expect(run(compose(tag("a"), tag("b"))(noting("x", []))).events).toEqual(["whole"]);
  });

  test("[M14] reaches the lifecycle through middleware that drops it", async () => {
    const calls: string[] = [];
    const app = compose(tag("outer"), tag("inner"))(noting("a", calls));
    await app.startup!(fakeServer);
    await app.shutdown!();
    expect(calls).toEqual(["a up", "a down"]);
    expect((await respond(app)).text).toBe("a");
  });

  test("[M14] leaves an application without a lifecycle without one", () => {
    const app = compose(tag("a"))(answer("x"));
    expect([app.startup, app.shutdown]).toEqual([undefined, undefined]);
  });

  test("[M14] trusts a middleware with a lifecycle of its own", async () => {
    const calls: string[] = [];
    const framing: Middleware = (inner) =>
      Object.assign<Application, Partial<Application>>((environ, start) => inner(environ, start), {
        async startup(server) {
          calls.push("own up");
          await inner.startup?.(server);
        },
        async shutdown() {
          await inner.shutdown?.();
          calls.push("own down");
        },
      });
    const app = compose(tag("a"), framing, tag("b"))(noting("a", calls));
    await app.startup!(fakeServer);
    await app.shutdown!();
    expect(calls).toEqual(["own up", "a up", "a down", "own down"]);
  });

  test("[M02][M08] passes errors on untouched, in both directions", async () => {
    const error = new Error("mine");
    let thrown: unknown;
    const app = compose(
      tag("a"),
      tag("b"),
    )(async function* (_environ, startResponse) {
      startResponse(200, []);
      yield "sent";
      try {
        startResponse(500, [], error);
      } catch (caught) {
        thrown = caught;
      }
    });
    await respond(app);
    expect(thrown).toBe(error);
  });
});
