/* oxlint-disable oxc/no-async-endpoint-handlers -- these are not Express handlers: Fastify awaits them */
import { once } from "node:events";
import { Readable } from "node:stream";
import { compose, createKey, mount, requestUrl, type Application, type Middleware } from "@tsgi/core";
import { serve, type RunningServer } from "@tsgi/node";
import { createClient } from "@tsgi/testing";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { environOf, fromFastify, toFastify } from "../src/index.ts";
import { ask } from "./fixtures/parity/requests.ts";

let log = "";
const errors = { write: (text: string) => void (log += text), flush: () => {} };

async function served(app: Application): Promise<RunningServer> {
  log = "";
  const server = await serve(app, { port: 0, log: errors, signals: false, shutdownTimeout: 100 });
  onTestFinished(() => server.close());
  return server;
}

const doors: readonly (readonly [string, Middleware])[] = [
  ["by Node's own request and response", (app) => app],
  [
    "by stand-ins",
    compose(
      (app) => (environ, startResponse) =>
        app(environ, (status, headers, error) => startResponse(status, headers, error)),
    ),
  ],
];

/** Makes an instance whose GET of everything reports its mount point and path. */
function telling(options: FastifyServerOptions = {}): FastifyInstance {
  const fastify = Fastify(options);
  fastify.get("*", async (request) => ({
    url: request.url,
    original: request.originalUrl,
    base: (request.raw as { baseUrl?: string }).baseUrl ?? "",
    ip: request.ip,
    host: request.host,
    protocol: request.protocol,
  }));
  return fastify;
}

const identity: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);

const rewriteUrl = (request: { url?: string | undefined }): string => `/v1${request.url}`;

const stamp: Middleware = (app) => (environ, startResponse) =>
  app(environ, (status, headers, error) =>
    startResponse(status, [...headers, ["x-url", requestUrl(environ)]], error),
  );

test.each(doors)('prefix "keep": routes are matched by the whole path, %s', async (_, door) => {
  const app = mount({ "/shop": door(fromFastify(telling(), { prefix: "keep" })) });
  const server = await served(app);
  expect(await (await fetch(`${server.url}shop/users?q`)).json()).toMatchObject({
    url: "/shop/users?q",
    original: "/shop/users?q",
    base: "",
  });
});

test.each(doors)("environOf returns the environ of a request, %s", async (_, door) => {
  const user = createKey<string>("test.user");
  const fastify = Fastify();
  fastify.get("/", async (request) => [environOf(request)?.get(user), environOf({ raw: {} }) ?? null]);
  const named: Middleware = (app) => (environ, startResponse) => {
    environ.set(user, "ann");
    return app(environ, startResponse);
  };
  const server = await served(compose(named, door)(fromFastify(fastify)));
  expect(await (await fetch(server.url)).json()).toEqual(["ann", null]);
});

test("ready and close go with the application's startup and shutdown", async () => {
  const steps: string[] = [];
  const fastify = Fastify();
  fastify.addHook("onReady", async () => void steps.push("ready"));
  fastify.addHook("onClose", async () => void steps.push("close"));
  fastify.get("/", async () => void steps.push("request"));
  const server = await serve(compose(identity)(fromFastify(fastify)), { port: 0, signals: false });
  steps.push("listening");
  await fetch(server.url);
  await server.close();
  expect(steps).toEqual(["ready", "listening", "request", "close"]);
});

test("a plugin that fails keeps the server from starting, with its own error", async () => {
  const fastify = Fastify();
  fastify.register(async () => {
    throw new Error("no database");
  });
  await expect(serve(fromFastify(fastify), { port: 0, signals: false })).rejects.toMatchObject({
    code: "TSGI_STARTUP_FAILED",
    message: expect.stringContaining("no database"),
  });
});

test("what is not Fastify, or is one over HTTP/2, is refused at once", () => {
  expect(() => fromFastify({} as never)).toThrow("TSGI_APPLICATION_INVALID");
  expect(() => fromFastify(undefined as never)).toThrow("TSGI_APPLICATION_INVALID");
  expect(() => fromFastify(Fastify({ http2: true }))).toThrow("TSGI_OPTION_INVALID");
});

describe.each(doors)("%s", (_door, through) => {
  test("Node's own objects are there, or not", async () => {
    const fastify = Fastify();
    fastify.get("/", async (request) => request.raw.socket.constructor.name);
    const server = await served(through(fromFastify(fastify)));
    expect(await (await fetch(server.url)).text()).toBe(_door.includes("own") ? "Socket" : "FakeSocket");
  });

  test("a mounted instance sees the path below the mount; the rest is available beside it", async () => {
    const app = mount({ "/shop": through(fromFastify(telling())), "/": through(fromFastify(telling())) });
    const server = await served(app);
    const seen = async (target: string): Promise<unknown> =>
      JSON.parse((await ask(server.url, { target })).body);
    const connection = { ip: "127.0.0.1", host: "parity.test", protocol: "http" };
    expect(await seen("/shop/a%2Fb?x=1")).toEqual({
      url: "/a%2Fb?x=1",
      original: "/shop/a%2Fb?x=1",
      base: "/shop",
      ...connection,
    });
    expect(await seen("/shop")).toEqual({ url: "/", original: "/shop", base: "/shop", ...connection });
    expect(await seen("/shop?x")).toEqual({ url: "/?x", original: "/shop?x", base: "/shop", ...connection });
    expect(await seen("/other")).toEqual({ url: "/other", original: "/other", base: "", ...connection });
  });

  test("rewriteUrl and trustProxy hold as they do in Fastify", async () => {
    const server = await served(through(fromFastify(telling({ rewriteUrl, trustProxy: true }))));
    const headers = {
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "shop.test",
    };
    expect(JSON.parse((await ask(server.url, { target: "/a", headers })).body)).toEqual({
      url: "/v1/a",
      original: "/a",
      base: "",
      ip: "203.0.113.9",
      host: "shop.test",
      protocol: "https",
    });
  });

  test("without trustProxy no header changes the address", async () => {
    const server = await served(through(fromFastify(telling())));
    const headers = { "x-forwarded-for": "203.0.113.9", forwarded: "for=203.0.113.9" };
    expect(JSON.parse((await ask(server.url, { target: "/", headers })).body)).toMatchObject({
      ip: "127.0.0.1",
    });
  });

  test("a client that disconnects closes what streams to it", async () => {
    const source = new Readable({ read: () => void source.push("x".repeat(65_536)) });
    const fastify = Fastify();
    fastify.get("/", (_request, reply) => void reply.send(source));
    const server = await served(through(fromFastify(fastify)));
    const abort = new AbortController();
    const response = await fetch(server.url, { signal: abort.signal });
    await response.body!.getReader().read();
    const closed = once(source, "close");
    abort.abort();
    await closed.catch(() => {});
    expect(source.destroyed).toBe(true);
    expect((await fetch(`${server.url}nowhere`)).status).toBe(404);
  });

  test("a stream that fails half-way breaks the response off, and the server goes on", async () => {
    const fastify = Fastify();
    fastify.get("/", (_request, reply) => void reply.send(Readable.from(failing())));
    const server = await served(through(fromFastify(fastify)));
    const response = await fetch(server.url);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect((await fetch(`${server.url}nowhere`)).status).toBe(404);
  });

  test("a hijacked reply that never comes ends at the timeout, without details", async () => {
    const fastify = Fastify();
    fastify.get("/", async (_request, reply) => void reply.hijack());
    const server = await served(through(fromFastify(fastify, { timeout: 30 })));
    const response = await fetch(server.url);
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(await response.text()).not.toContain("TSGI");
    expect(log).toContain("TSGI_LISTENER_TIMEOUT");
  });

  test("a reply sent twice, and an error thrown after it, are Fastify's to log", async () => {
    const told: string[] = [];
    const stream = { write: (line: string) => void told.push((JSON.parse(line) as { msg: string }).msg) };
    const fastify = Fastify({ logger: { level: "warn", stream } });
    fastify.get("/", async (_request, reply) => {
      await reply.send("one");
      void reply.send("two");
      throw new Error("after");
    });
    const server = await served(through(fromFastify(fastify)));
    expect(await (await fetch(server.url)).text()).toBe("one");
    await expect.poll(() => told.length).toBeGreaterThan(0);
    expect((await fetch(`${server.url}nowhere`)).status).toBe(404);
  });

  test("TSGI middleware wraps it", async () => {
    const fastify = Fastify();
    fastify.get("/a", async () => "a");
    const server = await served(stamp(through(fromFastify(fastify))));
    const response = await fetch(`${server.url}a`);
    expect([response.headers.get("x-url"), await response.text()]).toEqual([`${server.url}a`, "a"]);
  });
});

async function* failing(): AsyncGenerator<string> {
  yield "x".repeat(100_000);
  throw new Error("half-way");
}

test("an instance within an instance, by TSGI: Fastify mounts an application that is a Fastify", async () => {
  const inner = telling();
  const outer = Fastify();
  await outer.register(toFastify(fromFastify(inner)), { prefix: "/inner" });
  const url = await outer.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => outer.close());
  expect(JSON.parse((await ask(url, { target: "/inner/a?x" })).body)).toMatchObject({
    url: "/a?x",
    original: "/inner/a?x",
    base: "/inner",
  });
});

test("in process, without a server", async () => {
  const fastify = Fastify();
  fastify.post("/echo", async (request) => request.body);
  await using client = createClient(fromFastify(fastify));
  const response = await client.post("/echo", { json: { a: 1 } });
  expect([response.status, await response.json()]).toEqual([200, { a: 1 }]);
});

test("an answer to one client is never another's, by Node's own objects or without", async () => {
  const fastify = Fastify();
  fastify.decorateRequest("seen", "");
  fastify.addHook("onRequest", async (request) => void ((request as { seen?: string }).seen = request.url));
  const waiting: (() => void)[] = [];
  fastify.get("*", async (request) => {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 4) for (const go of waiting) go();
    });
    return (request as { seen?: string }).seen;
  });
  const app = fromFastify(fastify);
  const [, closed] = doors[1]!;
  const server = await served(mount({ "/a": app, "/b": closed(app) }));
  const targets = ["a/1", "a/2", "b/3", "b/4"];
  const answers = await Promise.all(targets.map(async (target) => (await fetch(server.url + target)).text()));
  expect(answers).toEqual(["/1", "/2", "/3", "/4"]);
});
