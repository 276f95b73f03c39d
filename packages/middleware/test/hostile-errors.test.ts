import { compose, type Application, type Middleware } from "@tsgi/core";
import { TEXT, turn } from "@tsgi/harness/linted";
import { accessLog } from "@tsgi/middleware/access-log";
import { bodyLimit } from "@tsgi/middleware/body-limit";
import { cache } from "@tsgi/middleware/cache";
import { compress } from "@tsgi/middleware/compress";
import { errorDocuments } from "@tsgi/middleware/error-documents";
import { errorPage } from "@tsgi/middleware/error-page";
import { etag } from "@tsgi/middleware/etag";
import { healthCheck } from "@tsgi/middleware/health-check";
import { HttpError, httpError } from "@tsgi/middleware/http-error";
import { metrics } from "@tsgi/middleware/metrics";
import { rateLimit } from "@tsgi/middleware/rate-limit";
import { recommended } from "@tsgi/middleware/recommended";
import { session, sessionOf } from "@tsgi/middleware/session";
import { timeout } from "@tsgi/middleware/timeout";
import { createClient } from "@tsgi/testing";
import { describe, expect, test } from "vitest";
import { failOnProcessErrors } from "./support/process-errors.ts";

failOnProcessErrors();

const secret = (): never => {
  throw new Error("secret of the inside");
};
const trapped = (target: object): object =>
  new Proxy(target, { get: secret, getPrototypeOf: secret, has: secret, ownKeys: secret });
const withGetters = (error: Error, ...names: string[]): Error => {
  for (const name of names) Object.defineProperty(error, name, { get: secret });
  return error;
};

/** Values that an application may throw, some of which fail when they are read. */
const thrown: Readonly<Record<string, () => unknown>> = {
  "a stack that throws": () => withGetters(new Error("x"), "stack"),
  "a message that throws": () => withGetters(new Error("x"), "message", "stack"),
  "a name that throws": () => withGetters(new Error("x"), "name"),
  "a code and a status that throw": () => withGetters(new Error("x"), "code", "status"),
  "a cause that throws": () => withGetters(new Error("x"), "cause"),
  "an invalid stack": () => Object.assign(new Error("x"), { stack: 5 }),
  "a text that throws": () => ({ toString: secret, [Symbol.toPrimitive]: secret }),
  "an object without a prototype": () => Object.create(null),
  "a Proxy that throws": () => trapped({}),
  "a Proxy of an Error that throws": () => trapped(new Error("x")),
  "an HttpError with headers that cannot be sent": () =>
    new HttpError(404, "No such thing.", { headers: [["bad name", "a\r\nb"]] }),
  "an HttpError with members that throw": () =>
    new HttpError(404, "No such thing.", {
      members: Object.defineProperty({}, "a", { get: secret, enumerable: true }) as never,
    }),
  "an HttpError with members that cannot be serialized": () =>
    new HttpError(404, "No such thing.", { members: { a: 1n, b: { toJSON: secret } } }),
  "an HttpError with an invalid message": () =>
    Object.assign(new HttpError(404), { message: { toString: secret } }),
  "an HttpError of another copy with getters": () =>
    withGetters(Object.assign(new Error("x"), { name: "HttpError", status: 404 }), "headerList"),
  undefined: () => undefined,
  "a symbol": () => Symbol("x"),
};

const silentMeter = {
  createHistogram: () => ({ record: () => {} }),
  createUpDownCounter: () => ({ add: () => {} }),
};
const hostileMeter = {
  createHistogram: () => ({ record: secret }),
  createUpDownCounter: () => ({ add: secret }),
};
const noop = (): void => {};
const span = (over: object = {}): object => ({
  setAttributes: noop,
  setStatus: noop,
  updateName: noop,
  recordException: noop,
  end: noop,
  ...over,
});
const api = (over: object = {}): never =>
  ({
    trace: { getTracer: () => ({ startSpan: () => span() }), setSpan: () => ({}) },
    context: { active: () => ({}), with: (_: unknown, run: () => unknown) => run() },
    propagation: { extract: () => ({}) },
    SpanKind: { SERVER: 1 },
    SpanStatusCode: { ERROR: 2 },
    ...over,
  }) as never;
/** Reads its arguments, as an SDK does. */
const readingSpan = span({
  recordException: (error: Error) => `${error.name} ${error.message} ${error.stack}`,
});

const around: Readonly<Record<string, Middleware>> = {
  accessLog: accessLog(),
  "accessLog as JSON": accessLog({ format: "json" }),
  errorPage: errorPage(),
  "errorPage for developers": errorPage({ development: true }),
  errorDocuments: errorDocuments({ documents: { 404: secret, 500: secret } }),
  httpError: httpError(),
  metrics: metrics({ meter: silentMeter }),
  tracing: metrics({
    tracing: api({ trace: { getTracer: () => ({ startSpan: () => readingSpan }), setSpan: () => ({}) } }),
  }),
  timeout: timeout(),
  recommended: recommended(),
  cache: cache(),
};

const throwing: Readonly<Record<string, (error: () => unknown) => Application>> = {
  "when called": (error) => () => {
    throw error();
  },
  "by a promise": (error) => async () => {
    await turn();
    throw error();
  },
  "as a stream, before its first chunk": (error) => (_, startResponse) => {
    startResponse(200, TEXT);
    return (async function* () {
      yield "";
      throw error();
    })();
  },
};

describe.each(Object.entries(around))("%s", (name, wrap) => {
  describe.each(Object.entries(throwing))("around an application that fails %s", (__, fail) => {
    test.each(Object.entries(thrown))("with %s", async (kind, error) => {
      await using client = createClient(wrap(fail(error)), { rethrow: false });
      for (const accept of ["text/html", "application/json"]) {
        const response = await client.get("/", { headers: { accept } });
        const text = await response.text();
        await response.finished;
        expect(response.status).toBeGreaterThanOrEqual(kind.includes("HttpError") ? 404 : 500);
        expect(text.length).toBeGreaterThan(0);
        expect(name.endsWith("for developers") || !/secret|hostile-errors/.test(text)).toBe(true);
      }
    });
  });
});

const page: Application = (_, startResponse) => {
  startResponse(200, TEXT);
  return "Hello";
};
const streaming: Application = (_, startResponse) => {
  startResponse(200, TEXT);
  return (function* () {
    yield "Hel";
    yield "lo";
  })();
};
/** The log of the host itself. */
const brokenLog = { write: secret, flush: secret };
const rejectingLog = { write: (async () => secret()) as never, flush: noop };

/** An object that a middleware receives and that fails on every access. */
const hosts: Readonly<Record<string, readonly [wrap: Middleware, app: Application, status: number]>> = {
  "a meter": [metrics({ meter: hostileMeter, bodySize: true }), streaming, 200],
  "a tracer that makes no span": [
    metrics({ tracing: api({ trace: { getTracer: () => ({ startSpan: secret }), setSpan: secret } }) }),
    streaming,
    200,
  ],
  "a propagator": [metrics({ tracing: api({ propagation: { extract: secret } }) }), streaming, 200],
  "a context that does not run its callback": [
    metrics({ tracing: api({ context: { active: () => ({}), with: secret } }) }),
    streaming,
    200,
  ],
  "a context that runs it twice": [
    metrics({
      tracing: api({
        context: { active: () => ({}), with: (_: unknown, run: () => unknown) => (run(), run(), secret()) },
      }),
    }),
    streaming,
    200,
  ],
  "a span": [
    metrics({
      tracing: api({
        trace: {
          getTracer: () => ({
            startSpan: () =>
              span({
                setAttributes: secret,
                setStatus: secret,
                updateName: secret,
                recordException: secret,
                end: secret,
              }),
          }),
          setSpan: () => ({}),
        },
      }),
      route: () => "/",
    }),
    streaming,
    200,
  ],
  "a store of cache() that throws": [
    cache({ store: { getItem: secret, setItem: secret, removeItem: secret } }),
    page,
    200,
  ],
  "a store of cache() that rejects": [
    cache({
      store: {
        getItem: async () => secret(),
        setItem: async () => secret(),
        removeItem: async () => secret(),
      },
    }),
    page,
    200,
  ],
  "a store of cache() that holds anything": [
    cache({
      store: {
        getItem: () => [null, 5, { status: 200, headers: [1], body: "x", born: 1, lifetime: 9e9, vary: [2] }],
        setItem: noop,
        removeItem: noop,
      },
    }),
    page,
    200,
  ],
  "a store of cache() that holds heads that cannot be sent": [
    cache({
      store: {
        getItem: () => [
          { status: 99, headers: [], body: "", born: 1, lifetime: 9e9, vary: [] },
          { status: 200, headers: [["a b", "\n"]], body: "", born: Date.now(), lifetime: 9e9, vary: [] },
          { status: 200, headers: [], body: "no base64!", born: Date.now(), lifetime: 9e9, vary: [] },
          { status: 200, headers: [], body: "", born: Number.NaN, lifetime: Number.NaN, vary: [] },
          trapped({}),
        ],
        setItem: noop,
        removeItem: noop,
      },
    }),
    page,
    200,
  ],
  "a store of rateLimit() that throws": [rateLimit({ store: { increment: secret } }), page, 200],
  "a store of rateLimit() that rejects": [
    rateLimit({ store: { increment: async () => secret() }, storeFailure: "closed" }),
    page,
    503,
  ],
  "a store of session() that throws": [
    compose(
      session({ store: { getItem: secret, setItem: secret, removeItem: secret } }),
      (app) => async (environ, startResponse) => {
        (await sessionOf(environ)).set("a", 1);
        return app(environ, startResponse);
      },
    ),
    page,
    500,
  ],
  "a health check with a strange error": [
    healthCheck({ checks: { a: () => Promise.reject(trapped({})) }, ready: "/" }),
    page,
    503,
  ],
};

describe.each(Object.entries(hosts))("%s that fails", (_, [wrap, app, status]) => {
  test.each<[string, object]>([
    ["is logged, and takes no answer and no process with it", {}],
    ["so does the host's own log", { log: brokenLog }],
    ["so does a log that rejects", { log: rejectingLog }],
  ])("%s", async (__, options) => {
    const client = createClient(wrap(app), { rethrow: false, ...options });
    const response = await client.get("/", { headers: { cookie: "session=x" } });
    const text = await response.text();
    await response.finished;
    await client.close();
    expect([response.status, text.includes("secret")]).toEqual([status, false]);
    expect(status !== 200 || text === "Hello").toBe(true);
  });
});

test.each<[string, Middleware, Application, number]>([
  ["errorPage", errorPage(), secret, 500],
  ["accessLog", accessLog(), page, 200],
  ["timeout", timeout({ limit: 1 }), () => new Promise(() => {}), 503],
  ["etag and compress", compose(compress({ compressible: secret }), etag({ hash: secret })), page, 200],
  ["bodyLimit", bodyLimit({ limit: secret }), page, 500],
  ["healthCheck", healthCheck({ ready: "/", checks: { a: secret } }), page, 503],
])("%s answers although the host's log fails", async (_, wrap, app, status) => {
  for (const log of [brokenLog, rejectingLog]) {
    const client = createClient(wrap(app), { rethrow: false, log });
    const response = await client.get("/");
    await response.bytes();
    await response.finished;
    await client.close();
    expect(response.status).toBe(status);
  }
});
