import { once } from "node:events";
import { get } from "node:https";
import { connect } from "node:net";
import { certificate } from "@tsgi/harness/certificate";
import { eventNames } from "@tsgi/harness/lambda-events";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Application } from "@tsgi/core";
import { lambdaContext, toLambda, toLambdaStream } from "../src/index.ts";
import { serveLocally } from "../src/local/index.ts";

const every = Uint8Array.from({ length: 256 }, (_, i) => i);

/** Echoes the request body, and describes the rest in headers. */
const echo: Application = async (environ, startResponse) => {
  const body = await environ.input.bytes();
  startResponse(201, [
    ["x-method", environ.method],
    ["x-path", `${environ.scriptName}|${environ.pathInfo}|${environ.queryString}`],
    ["x-cookie", environ.header("cookie") ?? "none"],
    ["x-time", String((environ.get(lambdaContext)?.getRemainingTimeInMillis() ?? 0) > 0)],
    ["set-cookie", "one=1"],
  ]);
  return body;
};

describe.each(eventNames)("%s", (event) => {
  test.each([
    ["buffered", toLambda(echo)],
    ["streaming", toLambdaStream(echo)],
  ])("%s: requests become events, results responses", async (_title, handler) => {
    await using server = await serveLocally(handler, { event, port: 0 });
    const response = await fetch(`${server.url}a/b?x=1&y=%2C`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", cookie: "a=1; b=2" },
      body: every,
    });
    expect(response.status).toBe(201);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(every);
    const header = (name: string): string | null => response.headers.get(name);
    // The query of a REST API comes decoded.
    const query = event === "v1" ? "x=1&y=," : "x=1&y=%2C";
    expect([header("x-method"), header("x-path"), header("x-cookie"), header("x-time")]).toEqual([
      "POST",
      `|/a/b|${query}`,
      "a=1; b=2",
      "true",
    ]);
    expect(response.headers.getSetCookie()).toEqual(["one=1"]);
  });
});

test.each(["v1", "v2"] as const)("%s: the stage is the script name", async (event) => {
  await using server = await serveLocally(toLambda(echo), { event, port: 0, stage: "dev" });
  const response = await fetch(`${server.url}dev/a?x=1`);
  expect(response.headers.get("x-path")).toBe("/dev|/a|x=1");
});

test("any handler will do; what throws is a 502, and what streams and fails is broken off", async () => {
  await using bare = await serveLocally(async () => ({ hello: "world" }), { port: 0 });
  expect(await (await fetch(bare.url)).json()).toEqual({ hello: "world" });
  await using failing = await serveLocally(() => Promise.reject(new Error("expected in the log")), {
    port: 0,
  });
  expect((await fetch(failing.url)).status).toBe(502);
  const half = toLambdaStream(
    async function* (_environ, startResponse) {
      startResponse(200, []);
      yield "half";
      throw new Error("late");
    },
    { log: { write: () => {}, flush: () => {} } },
  );
  await using broken = await serveLocally(half, { event: "url", port: 0 });
  const response = await fetch(broken.url);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("terminated");
});

test("a client that breaks its upload off has made no request, and the function has not failed", async () => {
  const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => log.mockRestore());
  const paths: string[] = [];
  const handler = async (event: { rawPath: string }): Promise<string> => {
    paths.push(event.rawPath);
    return "ok";
  };
  await using server = await serveLocally(handler, { port: 0 });
  const socket = connect(server.port, "127.0.0.1");
  socket.write("POST /broken HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
  await fetch(`${server.url}first`);
  socket.destroy();
  await once(socket, "close");
  await fetch(`${server.url}second`);
  expect(paths).toEqual(["/first", "/second"]);
  expect(log).not.toHaveBeenCalled();
});

test("a client that disconnects ends a stream on this machine", async () => {
  let closed = 0;
  const endless = toLambdaStream(async function* (_environ, startResponse) {
    startResponse(200, []);
    try {
      for (;;) yield "x".repeat(65_536);
    } finally {
      closed++;
    }
  });
  await using server = await serveLocally(endless, { event: "url", port: 0 });
  const abort = new AbortController();
  const response = await fetch(server.url, { signal: abort.signal });
  await response.body!.getReader().read();
  abort.abort();
  await expect.poll(() => closed).toBe(1);
});

test("close() ends a connection on which no TLS handshake has started", async () => {
  const server = await serveLocally(toLambda(echo), { port: 0, tls: certificate });
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  // A later connection is served: the first one has been accepted.
  await once(get(server.url, { ca: certificate.cert, agent: false }), "response");
  const closed = once(socket, "close");
  await server.close();
  await expect(closed).resolves.toBeDefined();
});
