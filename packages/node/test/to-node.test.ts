import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Application } from "@tsgi/core";
import { certificate } from "@tsgi/harness/certificate";
import { toNode } from "@tsgi/node";
import { describe, expect, onTestFinished, test } from "vitest";

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const hello: Application = (_environ, startResponse) => {
  startResponse(200, []);
  return "hello";
};

const place: Application = ({ scriptName, pathInfo, queryString }, startResponse) => {
  startResponse(200, []);
  return `${scriptName} ${pathInfo} ${queryString}`;
};

describe("a plain listener", () => {
  test("is taken by node:http, node:https and node:http2 as their types are", () => {
    const listener = toNode(hello);
    const servers = [
      createServer(listener satisfies RequestListener),
      createHttpsServer(certificate, listener),
      createHttp2Server(listener),
    ];
    expect(servers).toHaveLength(3);
  });

  test.each([
    ["a", 200],
    ["a:port", 400],
  ])("over HTTP/2 an :authority of %s is answered with %i [N05]", async (authority, status) => {
    const server = createHttp2Server(toNode(hello)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      session.destroy();
      server.close();
    });
    const [head] = (await once(session.request({ ":authority": authority }), "response")) as [object];
    expect(head).toMatchObject({ ":status": status });
  });

  test("basePath is the end of scriptName, at this path and below it alone", async () => {
    const url = await listening(createServer(toNode(place, { basePath: "/a%20b/c" })));
    const seen = async (path: string): Promise<string> => (await fetch(url + path)).text();
    expect(await seen("a%20b/c/x%2Fy?q")).toBe("/a%20b/c /x%2Fy q");
    expect(await seen("a%20b/c?q")).toBe("/a%20b/c  q");
    expect(await seen("a%20b/cd")).toBe(" /a%20b/cd ");
    expect(await seen("other")).toBe(" /other ");
  });

  test("close() waits for waitUntil work until the deadline, then runs shutdown; await using does it, too", async () => {
    const events: string[] = [];
    const app = {
      startup: () => void events.push("startup"),
      handle: ((environ, startResponse) => {
        environ.waitUntil(new Promise(() => {}));
        startResponse(204, []);
        return null;
      }) satisfies Application,
      shutdown: () => void events.push("shutdown"),
    };
    const listener = toNode(app);
    await fetch(await listening(createServer(listener)));
    await listener.close(Date.now() + 20);
    expect(events).toEqual(["startup", "shutdown"]);
    {
      await using other = toNode({ ...app, handle: hello });
      await fetch(await listening(createServer(other)));
    }
    expect(events).toEqual(["startup", "shutdown", "startup", "shutdown"]);
  });

  test("starts the application with the first request, which waits for it", async () => {
    const events: string[] = [];
    const release = Promise.withResolvers<void>();
    const url = await listening(
      createServer(
        toNode({
          startup: () => {
            events.push("startup");
            return release.promise;
          },
          handle: (_environ, startResponse) => {
            events.push("request");
            startResponse(204, []);
            return null;
          },
        }),
      ),
    );
    const answers = [fetch(url), fetch(url)];
    await expect.poll(() => events).toEqual(["startup"]);
    release.resolve();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([204, 204]);
    expect(events).toEqual(["startup", "request", "request"]);
  });

  test("answers 500 when the startup fails, and logs why", async () => {
    const log: string[] = [];
    const errors = { write: (text: string) => void log.push(text), flush: () => {} };
    const url = await listening(
      createServer(
        toNode({ startup: () => Promise.reject(new Error("no database")), handle: hello }, { log: errors }),
      ),
    );
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("Internal Server Error");
    expect(log.join("")).toContain("no database");
  });

  test.each(["bytes", "iterate"] as const)(
    "a body that was read before is an error, never a hang and never empty (%s) [U1]",
    async (way) => {
      const app: Application = async (environ, startResponse) => {
        const read = way === "bytes" ? environ.input.bytes() : environ.input[Symbol.asyncIterator]().next();
        const code = await read.then(
          () => "none",
          (error: { code: string }) => error.code,
        );
        startResponse(200, []);
        return code;
      };
      const listener = toNode(async (environ, startResponse) => app(environ, startResponse));
      const url = await listening(
        createServer((request, response) => {
          request.on("end", () => setImmediate(() => listener(request, response))).resume();
        }),
      );
      const response = await fetch(url, { method: "POST", body: "gone" });
      expect(await response.text()).toBe("TSGI_BODY_PARSED");
    },
  );

  test("patches nothing global [U21]", async () => {
    const before = Object.getOwnPropertyDescriptors(globalThis);
    const url = await listening(createServer(toNode(hello)));
    await (await fetch(url)).text();
    const after = Object.getOwnPropertyDescriptors(globalThis);
    for (const name of ["Request", "Response", "Headers", "fetch", "ReadableStream"] as const) {
      expect(after[name]).toEqual(before[name]);
    }
  });
});

describe("few bytes, in one piece with their head", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  const binary: Application = (_environ, startResponse) => {
    startResponse(200, [["x-name", "Zo\u00eb"]]);
    return all;
  };

  test("arrive unchanged, after a head beyond ASCII too", async () => {
    const url = await listening(createServer(toNode(binary)));
    const response = await fetch(url);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(all);
    expect(response.headers.get("x-name")).toBe("Zo\u00eb");
  });

  test("stay bytes for an end() that a middleware has put in place of Node's", async () => {
    const listener = toNode(binary);
    const server = createServer((request, response) => {
      const end = response.end.bind(response) as (chunk?: unknown) => typeof response;
      // Middleware that knows nothing of encodings.
      response.end = ((chunk?: unknown) => end(chunk)) as never;
      listener(request, response);
    });
    const response = await fetch(await listening(server));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(all);
  });
});
