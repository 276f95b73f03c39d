import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import type { Application } from "@tsgi/core";
import { toNode, type NodeListener } from "@tsgi/node";
import { describe, expect, onTestFinished, test } from "vitest";

type Before = (request: IncomingMessage, response: ServerResponse, listener: NodeListener) => unknown;

/** A server whose code comes before the application. */
async function behind(before: Before, app: Application): Promise<string> {
  const listener = toNode(app, { log: { write: () => {}, flush: () => {} } });
  const server: Server = createServer((request, response) => void before(request, response, listener));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const fields: Application = (environ, startResponse) => {
  startResponse(200, [
    ["x-own", "application"],
    ["set-cookie", "b=2"],
    ["set-cookie", "c=3"],
    ["vary", "cookie"],
  ]);
  return environ.pathInfo === "/stream" ? ["bo", "dy"].values() : "body";
};

const place: Application = (environ, startResponse) => {
  startResponse(200, []);
  return JSON.stringify([environ.scriptName, environ.pathInfo, environ.queryString, environ.target]);
};

/** As Connect does it: `originalUrl` whole, `url` without the mount, and with a slash at its begin. */
const mounted: Before = (request, response, listener) => {
  const { url } = request as { url: string };
  const rest = url.slice("/api".length);
  Object.assign(request, { originalUrl: url, url: rest.startsWith("/") ? rest : `/${rest}` });
  return listener(request, response);
};

describe("behind code that has set header fields", () => {
  test.each(["/whole", "/stream"])("Set-Cookie and Vary are added to, others replaced (%s)", async (path) => {
    const url = await behind((request, response, listener) => {
      response.setHeader("Set-Cookie", "a=1");
      response.setHeader("Vary", "Origin");
      response.setHeader("X-Own", "before");
      response.setHeader("X-Kept", "before");
      return listener(request, response);
    }, fields);
    const response = await fetch(url + path);
    expect(await response.text()).toBe("body");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2", "c=3"]);
    expect(response.headers.get("vary")).toBe("Origin, cookie");
    expect(response.headers.get("x-own")).toBe("application");
    expect(response.headers.get("x-kept")).toBe("before");
  });

  test("the same over HTTP/2", async () => {
    const listener = toNode(fields);
    const server = createHttp2Server((request, response) => {
      response.setHeader("set-cookie", "a=1");
      response.setHeader("vary", "Origin");
      listener(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      session.destroy();
      server.close();
    });
    const [head] = (await once(session.request({ ":path": "/" }), "response")) as [object];
    expect(head).toMatchObject({
      ":status": 200,
      "set-cookie": ["a=1", "b=2", "c=3"],
      vary: "Origin, cookie",
    });
  });

  test("writeHead() that was taken over need not know flat lists: on-headers 1.0 takes a list for one of pairs", async () => {
    const url = await behind((request, response, listener) => {
      const own = response.writeHead;
      response.writeHead = function (this: ServerResponse, status: number, list?: unknown) {
        if (Array.isArray(list)) for (const [name, value] of list) this.setHeader(name, value);
        return own.call(this, status);
      } as typeof own;
      return listener(request, response);
    }, fields);
    for (const path of ["/whole", "/stream"]) {
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([200, "body"]);
      expect(response.headers.getSetCookie()).toEqual(["b=2", "c=3"]);
    }
  });
});

describe("below a mount of Connect", () => {
  test.each([
    ["/api/users?id=1", ["/api", "/users", "id=1"]],
    ["/api", ["/api", "", ""]],
    ["/api/", ["/api", "/", ""]],
    ["/api?id=1", ["/api", "", "id=1"]],
    ["/api//users", ["/api", "//users", ""]],
  ])("%s is taken apart at the mount", async (target, expected) => {
    const url = await behind(mounted, place);
    expect(await (await fetch(url + target)).json()).toEqual([...expected, target]);
  });

  test("a `url` that a middleware has rewritten is trusted", async () => {
    const url = await behind((request, response, listener) => {
      Object.assign(request, { originalUrl: request.url, url: "/index.html" });
      return listener(request, response);
    }, place);
    expect(await (await fetch(`${url}/deep/link`)).json()).toEqual(["", "/index.html", "", "/deep/link"]);
  });
});

describe("for routers that await a handler", () => {
  test("returns a promise of the end, and none if the end has come", async () => {
    const release = Promise.withResolvers<void>();
    const given: unknown[] = [];
    const url = await behind(
      (request, response, listener) => void given.push(listener(request, response)),
      async (environ, startResponse) => {
        await release.promise;
        startResponse(200, []);
        return environ.pathInfo;
      },
    );
    const answer = fetch(`${url}/later`);
    await expect.poll(() => given.length).toBe(1);
    release.resolve();
    expect(await (await answer).text()).toBe("/later");
    await expect(given[0]).resolves.toBeUndefined();

    const whole: unknown[] = [];
    const other = await behind(
      (request, response, listener) => void whole.push(listener(request, response)),
      place,
    );
    await (await fetch(other)).text();
    expect(whole).toEqual([undefined]);
  });

  test("resolves also if the client disconnects, or the application fails", async () => {
    const given: Promise<void>[] = [];
    const url = await behind(
      (request, response, listener) => void given.push(listener(request, response)!),
      async (environ) => {
        if (environ.pathInfo === "/fails") throw new Error("mine");
        return new Promise((_resolve, reject) =>
          environ.signal.addEventListener("abort", () => reject(environ.signal.reason)),
        );
      },
    );
    expect((await fetch(`${url}/fails`)).status).toBe(500);
    const leaving = new AbortController();
    const left = fetch(`${url}/leaves`, { signal: leaving.signal }).catch(() => {});
    await expect.poll(() => given.length).toBe(2);
    leaving.abort();
    await left;
    expect(await Promise.all(given)).toEqual([undefined, undefined]);
  });
});

test("a body that a host has read, and kept as `rawBody`, is the input, with its length [U1]", async () => {
  const url = await behind(
    async (request, response, listener) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      Object.assign(request, { rawBody: Buffer.concat(chunks) });
      await listener(request, response);
    },
    async (environ, startResponse) => {
      const text = await environ.input.text();
      startResponse(200, []);
      return `${text} ${environ.contentLength}`;
    },
  );
  expect(await (await fetch(url, { method: "POST", body: "signed" })).text()).toBe("signed 6");
});
