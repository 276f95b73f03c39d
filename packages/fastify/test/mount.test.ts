import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { createKey, type Application } from "@tsgi/core";
import { fastifyReply, fastifyRequest, toFastify } from "@tsgi/fastify";
import type { FastifyServerOptions } from "fastify";
import { expect, test } from "vitest";
import { listen, makeFastify } from "./_fastify.ts";

const who = createKey<string>("test.who");

const where: Application = (environ, startResponse) => {
  startResponse(200, []);
  return `${environ.scheme} ${environ.remoteAddress} ${environ.remotePort === 0}`;
};

const throughKeys: Application = (environ, startResponse) => {
  const request = environ.get(fastifyRequest)!;
  const reply = environ.derive().get(fastifyReply)!;
  startResponse(200, []);
  return `${request.getDecorator<string>("user")} ${reply.request === request} ${(request.params as { t: string }).t}`;
};

const showMethod: Application = ({ method }, startResponse) => {
  startResponse(200, [["x-method", method]]);
  return method;
};

/** A target is sent unchanged: fetch would normalise it. */
function ask(url: string, target: string, init: { method?: string; headers?: Record<string, string> } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise<string>((resolve, reject) => {
    httpRequest({ hostname, port, path: target, ...init }, (response) => resolve(text(response)))
      .on("error", reject)
      .end();
  });
}

const showTarget: Application = (environ, startResponse) => {
  const { scriptName, pathInfo, queryString, target } = environ;
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({ scriptName, pathInfo, queryString, target });
};

test("basePath comes after the prefix", async () => {
  const fastify = makeFastify();
  await fastify.register(toFastify(showTarget, { basePath: "/v1" }), { prefix: "/api" });
  const url = await listen(fastify);
  const seen = async (target: string): Promise<object> => JSON.parse(await ask(url, target)) as object;
  expect(await seen("/api/v1/x?q")).toMatchObject({ scriptName: "/api/v1", pathInfo: "/x" });
  expect(await seen("/api/v12")).toMatchObject({ scriptName: "/api", pathInfo: "/v12" });
});

const shapes: [prefix: string, target: string, scriptName: string, pathInfo: string, FastifyServerOptions?][] = [
  ["", "/", "", "/"],
  ["", "/x%2Fy?q=1", "", "/x%2Fy"],
  ["", "//x", "", "//x"],
  ["/api", "/api", "/api", ""],
  ["/api", "/api?x", "/api", ""],
  ["/api", "/api/", "/api", "/"],
  ["/api", "/api/?x", "/api", "/"],
  ["/api", "/api//x", "/api", "//x"],
  ["/api", "/api/x%2Fy?q=1&q=2", "/api", "/x%2Fy"],
  ["/api", "/api/x?%zz", "/api", "/x"],
  ["/api", "/api/api", "/api", "/api"],
  ["/api", "/api/x;y?q", "/api", "/x;y"],
  ["/api", `/api/${"long".repeat(100)}`, "/api", `/${"long".repeat(100)}`],
  ["/api", "/%61pi/x", "/%61pi", "/x"],
  ["/api", "/API/x", "/API", "/x", { routerOptions: { caseSensitive: false } }],
  ["/api", "//api//x", "//api", "//x", { routerOptions: { ignoreDuplicateSlashes: true } }],
  ["/api", "//api//x", "//api", "//x", { ignoreDuplicateSlashes: true }],
  ["/api/", "/api/x", "/api", "/x"],
  ["/api/v1", "/api/v1/x", "/api/v1", "/x"],
  ["/:tenant", "/a%2Fb/x", "/a%2Fb", "/x"],
  ["/:tenant/v1", "/t/v1", "/t/v1", ""],
]; // prettier-ignore

test.each(shapes)("below %j, %s is taken apart as it was sent", async (...shape) => {
  const [prefix, target, scriptName, pathInfo, options] = shape;
  const fastify = makeFastify(options);
  await fastify.register(toFastify(showTarget), { prefix });
  const seen = JSON.parse(await ask(await listen(fastify), target)) as Record<string, string>;
  const queryString = target.includes("?") ? target.slice(target.indexOf("?") + 1) : "";
  expect(seen).toEqual({ scriptName, pathInfo, queryString, target });
});

test("prefixes of nested plugins add up", async () => {
  const fastify = makeFastify();
  await fastify.register(async (outer) => outer.register(toFastify(showTarget), { prefix: "/v1" }), {
    prefix: "/api",
  });
  const seen = JSON.parse(await ask(await listen(fastify), "/api/v1/x")) as Record<string, string>;
  expect(seen).toMatchObject({ scriptName: "/api/v1", pathInfo: "/x" });
});

test("what is not below the prefix is not the application's", async () => {
  const fastify = makeFastify();
  await fastify.register(toFastify(showTarget), { prefix: "/api" });
  expect(await ask(await listen(fastify), "/apis")).toContain("Route GET:/apis not found");
});

test("a URL that rewriteUrl has changed is trusted; the target stays", async () => {
  const fastify = makeFastify({ rewriteUrl: (request) => request.url!.replace("/old", "/api") });
  await fastify.register(toFastify(showTarget), { prefix: "/api" });
  const seen = JSON.parse(await ask(await listen(fastify), "/old/x?q")) as Record<string, string>;
  expect(seen).toEqual({ scriptName: "/api", pathInfo: "/x", queryString: "q", target: "/old/x?q" });
});

test("every method that Fastify knows reaches the application, those that were added too", async () => {
  const fastify = makeFastify();
  fastify.addHttpMethod("PURGE").addHttpMethod("PROPFIND", { hasBody: true });
  await fastify.register(toFastify(showMethod), { prefix: "/api" });
  const url = await listen(fastify);
  expect(fastify.supportedMethods).toEqual(expect.arrayContaining(["GET", "HEAD", "OPTIONS", "PURGE"]));
  const headers = { "content-type": "text/plain" }; // which Fastify wants of QUERY
  for (const method of fastify.supportedMethods) {
    expect.soft(await ask(url, "/api/x", { method, headers })).toBe(method === "HEAD" ? "" : method);
  }
});

test("Fastify's objects are reached by keys, decorations included", async () => {
  const fastify = makeFastify();
  fastify.decorateRequest("user", "ann");
  await fastify.register(toFastify(throughKeys), { prefix: "/:t" });
  expect(await ask(await listen(fastify), "/x/y")).toBe("ann true x");
});

test("forwarded headers change nothing, unless Fastify trusts the proxy and the option says so [U22]", async () => {
  const fastify = makeFastify({ trustProxy: (_address, hop) => hop === 0 });
  await fastify.register(toFastify(where), { prefix: "/own" });
  await fastify.register(toFastify(where, { trustProxy: true }), { prefix: "/asked" });
  const url = await listen(fastify);
  const headers = { "X-Forwarded-For": "198.51.100.9, 192.0.2.7", "X-Forwarded-Proto": "https" };
  expect(await ask(url, "/own", { headers })).toBe("http 127.0.0.1 false");
  expect(await ask(url, "/asked", { headers })).toBe("https 192.0.2.7 true");
  expect(await ask(url, "/asked")).toBe("http 127.0.0.1 false");
});

test("the option alone trusts no proxy: only Fastify's own setting does [U22]", async () => {
  const fastify = makeFastify();
  await fastify.register(toFastify(where, { trustProxy: true }));
  const headers = {
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
    Forwarded: "for=192.0.2.7",
  };
  expect(await ask(await listen(fastify), "/", { headers })).toBe("http 127.0.0.1 false");
});

/** Answers when two requests are there. */
function meeting(): Application {
  const waiting: (() => void)[] = [];
  return async (environ, startResponse) => {
    const own = environ.get(fastifyRequest)!;
    environ.set(who, environ.header("x-id")!);
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 2) for (const go of waiting) go();
    });
    startResponse(200, [["x-id", environ.get(who)!]]);
    return `${environ.pathInfo} ${own.url} ${own === environ.get(fastifyRequest)}`;
  };
}

test("two requests at once on one route see nothing of each other [U25]", async () => {
  const fastify = makeFastify();
  await fastify.register(toFastify(meeting()), { prefix: "/api" });
  const url = await listen(fastify);
  const answers = await Promise.all(
    ["/a", "/b"].map(async (path) => {
      const response = await fetch(`${url}/api${path}`, { headers: { "x-id": path } });
      return [response.headers.get("x-id"), await response.text()];
    }),
  );
  expect(answers).toEqual([
    ["/a", "/a /api/a true"],
    ["/b", "/b /api/b true"],
  ]);
});

test("nor do two that a client sends ahead on one connection [U25]", async () => {
  const fastify = makeFastify();
  await fastify.register(toFastify(meeting()), { prefix: "/api" });
  const { hostname, port } = new URL(await listen(fastify));
  const socket = connect(Number(port), hostname);
  socket.write("GET /api/a HTTP/1.1\r\nHost: a\r\nX-Id: 1\r\n\r\n");
  socket.write("GET /api/b HTTP/1.1\r\nHost: a\r\nX-Id: 2\r\nConnection: close\r\n\r\n");
  const answers = await text(socket);
  expect(answers).toMatch(/x-id: 1\r\n[^]*\/a \/api\/a true[^]*x-id: 2\r\n[^]*\/b \/api\/b true/);
});
