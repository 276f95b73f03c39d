import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect } from "node:http2";
import { get } from "node:https";
import { text as textOf } from "node:stream/consumers";
import type { Application } from "@tsgi/core";
import { toFastify } from "@tsgi/fastify";
import { certificate } from "@tsgi/harness/certificate";
import type { FastifyServerOptions } from "fastify";
import { expect, test } from "vitest";
import { listen, makeFastify } from "./_fastify.ts";

const logging: Application = (environ, startResponse) => {
  environ.errors.write("a line\n");
  startResponse(204, []);
  return null;
};

const breaking: Application = (environ, startResponse) => {
  environ.errors.write("a line\n");
  environ.errors.write("\n");
  startResponse(200, []);
  return (async function* () {
    yield "begun";
    throw error;
  })();
};

const showProtocol: Application = ({ protocol, scheme, headers }, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return `${protocol} ${scheme} ${headers.some((name) => name.startsWith(":"))}`;
};

const error = new Error("broken");

const failing =
  (thrown: unknown): Application =>
  () => {
    throw thrown;
  };

const kinds: [string, Application][] = [
  ["throws", failing(error)],
  ["rejects", () => Promise.reject(error)],
  ["fails at its first step", (_environ, start) => (start(200, [["x-a", "1"]]), (function* () { yield ""; throw error; })())],
]; // prettier-ignore

test.each(kinds)(
  "an application that %s before the head: that very error goes to the error handler",
  async (_title, app) => {
    const given: unknown[] = [];
    const fastify = makeFastify();
    fastify.setErrorHandler((caught, _request, reply) => {
      given.push(caught);
      return reply.code(503).send("handled");
    });
    await fastify.register(toFastify(app));
    const response = await fetch(await listen(fastify));
    expect([response.status, await response.text()]).toEqual([503, "handled"]);
    expect(response.headers.get("x-a")).toBeNull();
    expect(given[0]).toBe(error);
    expect(given).toHaveLength(1);
  },
);

test("a client error keeps its status; a thrown value that is not an error becomes a 500", async () => {
  const fastify = makeFastify();
  await fastify.register(
    toFastify(async (environ) => environ.input.bytes({ limit: 1 })),
    { prefix: "/limit" },
  );
  for (const [i, value] of [undefined, null, "text", 0, {}].entries()) {
    await fastify.register(toFastify(failing(value)), { prefix: `/${i}` });
    await fastify.register(
      toFastify(async () => failing(value)(null as never, null as never)),
      { prefix: `/a${i}` },
    );
  }
  const url = await listen(fastify);
  expect((await fetch(`${url}/limit`, { method: "POST", body: "too long" })).status).toBe(413);
  for (let i = 0; i < 5; i++) {
    expect.soft((await fetch(`${url}/${i}`)).status).toBe(500);
    expect.soft((await fetch(`${url}/a${i}`)).status).toBe(500);
  }
});

test("errors and environ.errors go to the request's own log, an error after the head once [U24]", async () => {
  const records: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void records.push(JSON.parse(line) as Record<string, unknown>) };
  const fastify = makeFastify({ logger: { level: "warn", stream }, genReqId: () => "request-1" });
  await fastify.register(toFastify(breaking));
  const response = await fetch(await listen(fastify));
  await expect(response.text()).rejects.toThrow("terminated");
  expect(records[0]).toMatchObject({ msg: "a line", level: 50, reqId: "request-1" });
  expect(records.slice(1)).toEqual([
    expect.objectContaining({ msg: expect.stringContaining("Error: broken") }),
  ]);
});

test("the option `log` replaces it", async () => {
  let log = "";
  const fastify = makeFastify();
  await fastify.register(
    toFastify(logging, { log: { write: (text) => void (log += text), flush: () => {} } }),
  );
  await fetch(await listen(fastify));
  expect(log).toBe("a line\n");
});

test("startup runs when Fastify gets ready, shutdown when it has closed; once, at however many places", async () => {
  const events: string[] = [];
  const plugin = toFastify({
    startup: ({ name, version }) => void events.push(`startup ${name} ${version}`),
    handle: (environ, startResponse) => {
      environ.waitUntil(new Promise<void>((resolve) => setImmediate(() => (events.push("work"), resolve()))));
      events.push("request");
      startResponse(204, []);
      return null;
    },
    shutdown: () => void events.push("shutdown"),
  });
  const fastify = makeFastify();
  await fastify.register(plugin, { prefix: "/a" });
  await fastify.register(plugin, { prefix: "/b" });
  await fastify.ready();
  expect(events).toEqual([`startup fastify ${fastify.version}`]);
  await fetch(`${await listen(fastify)}/b`);
  await fastify.close();
  expect(events.slice(1)).toEqual(["request", "work", "shutdown"]);
});

test("a failing startup keeps Fastify from getting ready", async () => {
  const fastify = makeFastify();
  await fastify.register(
    toFastify({ startup: () => Promise.reject(new Error("no database")), handle: failing(error) }),
  );
  await expect(fastify.ready()).rejects.toThrow("no database");
});

test("an application is needed", () => {
  expect(() => toFastify(1 as never)).toThrow("TSGI_APPLICATION_INVALID");
});

test("HTTP/1.1 beside HTTP/2 under TLS", async () => {
  const https = { ...certificate, allowHTTP1: true };
  const fastify = makeFastify({ http2: true, https } as FastifyServerOptions);
  await fastify.register(toFastify(showProtocol), { prefix: "/api" });
  const url = `${await listen(fastify)}/api`;
  const session = connect(url, { ca: certificate.cert });
  expect(await textOf(session.request({ ":path": "/api" }))).toBe("HTTP/2.0 https false");
  session.close();
  const [response] = (await once(get(url, { ca: certificate.cert }), "response")) as [IncomingMessage];
  expect(await textOf(response)).toBe("HTTP/1.1 https false");
});
