import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request as httpsRequest } from "node:https";
import { connect, createServer, Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKey, type Application, type TsgiError } from "@tsgi/core";
import { certificate } from "@tsgi/harness/certificate";
import { serve, type RunningServer, type ServeOptions } from "@tsgi/node";
import { describe, expect, onTestFinished, test } from "vitest";

const describeRequest: Application = (environ, startResponse) => {
  const { protocol, scheme, serverName, serverPort, remoteAddress } = environ;
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({
    protocol,
    scheme,
    serverName,
    serverPort,
    remoteAddress,
    host: environ.header("host"),
  });
};

async function started(app: Parameters<typeof serve>[0], options: ServeOptions = {}): Promise<RunningServer> {
  const server = await serve(app, { port: 0, signals: false, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** A folder until the end of the test. */
function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "tsgi-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The Unix socket of a server that was killed. */
async function deadSocket(): Promise<string> {
  const path = join(temporary(), "socket");
  const script = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  await once(spawn(process.execPath, ["-e", script, path]), "exit");
  return path;
}

describe("options", () => {
  test.each<[string, object]>([
    ["port", { port: "3000" }],
    ["port", { port: 65_536 }],
    ["port", { port: 1.5 }],
    ["hostname", { hostname: "" }],
    ["path", { path: 1 }],
    ["tls", { tls: { key: "k" } }],
    ["http2", { http2: "yes" }],
    ["maxConcurrentStreams", { maxConcurrentStreams: 0 }],
    ["headersTimeout", { headersTimeout: -1 }],
    ["requestTimeout", { requestTimeout: Number.NaN }],
    ["keepAliveTimeout", { keepAliveTimeout: "5s" }],
    ["maxHeaderSize", { maxHeaderSize: 10 }],
    ["shutdownTimeout", { shutdownTimeout: null }],
    ["signals", { signals: 1 }],
    ["values", { values: {} }],
    ["values", { values: ["key"] }],
    ["log", { log: () => {} }],
    ["log", { log: { write: "text" } }],
    ["prot", { prot: 3000 }],
  ])("%s: %o is refused by name", async (name, options) => {
    await expect(serve(describeRequest, options as ServeOptions)).rejects.toMatchObject({
      code: "TSGI_OPTION_INVALID",
      message: expect.stringContaining(name) as string,
    });
  });

  test("[S69] `values` sets the first values of every request, each its own", async () => {
    const key = createKey<string>("test.value");
    const server = await started(
      (environ, startResponse) => {
        const seen = environ.get(key);
        environ.set(key, "changed");
        startResponse(200, []);
        return String(seen);
      },
      { values: [[key, "given"]] },
    );
    expect(await (await fetch(server.url)).text()).toBe("given");
    expect(await (await fetch(server.url)).text()).toBe("given");
  });
});

describe("listen address", () => {
  test("a TCP port", async () => {
    const server = await started(describeRequest);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/`);
    expect(await (await fetch(server.url)).json()).toEqual({
      protocol: "HTTP/1.1",
      scheme: "http",
      serverName: "127.0.0.1",
      serverPort: server.port,
      remoteAddress: "127.0.0.1",
      host: `127.0.0.1:${server.port}`,
    });
  });

  test("IPv6: an IPv4 peer keeps its own form of address", async () => {
    const server = await started(describeRequest, { hostname: "::" });
    expect(server.url).toBe(`http://[::]:${server.port}/`);
    const answer = (await (await fetch(`http://127.0.0.1:${server.port}/`)).json()) as object;
    expect(answer).toMatchObject({ serverName: "127.0.0.1", remoteAddress: "127.0.0.1" });
  });

  test("[S10] a Unix socket, whose name is localhost and whose port is the scheme's", async () => {
    const path = join(temporary(), "socket");
    const server = await started(describeRequest, { path });
    expect(server).toMatchObject({ url: `http+unix:${path}`, port: 0 });
    const [response] = (await once(get({ socketPath: path, path: "/" }), "response")) as [
      AsyncIterable<Buffer>,
    ];
    expect(JSON.parse(await textOf(response))).toEqual({
      protocol: "HTTP/1.1",
      scheme: "http",
      serverName: "localhost",
      serverPort: 80,
      remoteAddress: "",
      host: "localhost",
    });
  });

  test.each(["once", "often at the same time"])(
    "a Unix socket that a killed server has left, %s",
    async (times) => {
      const path = await deadSocket();
      const starting = Array.from({ length: times === "once" ? 1 : 5 }, () =>
        started(describeRequest, { path }),
      );
      const results = await Promise.allSettled(starting);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const [response] = (await once(get({ socketPath: path, path: "/" }), "response")) as [object];
      expect(response).toMatchObject({ statusCode: 200 });
    },
  );

  test("a Unix socket on which a server listens is left to it, also if that does not answer", async () => {
    const path = join(temporary(), "socket");
    const mute = createServer().listen(path);
    await once(mute, "listening");
    onTestFinished(() => void mute.close());
    await expect(started(describeRequest, { path })).rejects.toMatchObject({ code: "TSGI_LISTEN_FAILED" });
    await once(connect(path), "connect");
  });

  test.each<[string, (path: string) => Promise<void> | void]>([
    ["a file", (path) => writeFileSync(path, "text")],
    ["a link to a dead socket", async (path) => symlinkSync(await deadSocket(), path)],
  ])("%s at the path of the Unix socket is left unchanged", async (_title, put) => {
    const path = join(temporary(), "socket");
    await put(path);
    const before = lstatSync(path).ino;
    await expect(started(describeRequest, { path })).rejects.toMatchObject({ code: "TSGI_LISTEN_FAILED" });
    expect(lstatSync(path).ino).toBe(before);
  });

  test("[S14] TLS", async () => {
    const server = await started(describeRequest, { tls: certificate });
    expect(server.url).toBe(`https://127.0.0.1:${server.port}/`);
    const request = httpsRequest(server.url, { ca: certificate.cert }).end();
    const [response] = (await once(request, "response")) as [AsyncIterable<Buffer>];
    expect(JSON.parse(await textOf(response))).toMatchObject({ scheme: "https", protocol: "HTTP/1.1" });
  });

  test.each([
    ["under TLS", { tls: certificate, http2: true }, "https"],
    ["without TLS", { http2: true }, "http"],
  ] as const)("HTTP/2 %s", async (_title, options, scheme) => {
    const server = await started(describeRequest, options);
    const session = connectHttp2(server.url, { ca: certificate.cert });
    const answer = JSON.parse(await textOf(session.request({ ":path": "/" }))) as object;
    session.close();
    expect(answer).toMatchObject({ scheme, protocol: "HTTP/2.0", host: `127.0.0.1:${server.port}` });
  });

  test("HTTP/1.1 beside HTTP/2 under TLS", async () => {
    const server = await started(describeRequest, { tls: certificate, http2: true });
    const request = httpsRequest(server.url, { ca: certificate.cert }).end();
    const [response] = (await once(request, "response")) as [AsyncIterable<Buffer>];
    expect(JSON.parse(await textOf(response))).toMatchObject({ protocol: "HTTP/1.1" });
  });
});

describe("what must not end the process", () => {
  test.each([
    [
      "throws",
      () => {
        throw new Error("no such name");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no such name"))],
    [
      "throws what cannot be shown",
      () => {
        throw Object.create(null);
      },
    ],
  ])(
    "a callback of the handshake that %s: the client is refused, and the error logged",
    async (_title, SNICallback) => {
      let log = "";
      const errors = { write: (text: string) => void (log += text), flush: () => {} };
      const server = await started(describeRequest, { tls: { ...certificate, SNICallback }, log: errors });
      const request = httpsRequest(server.url, { ca: certificate.cert, servername: "localhost" }).end();
      await expect(once(request, "response")).rejects.toThrow(/ECONNRESET|socket hang up|disconnected/);
      expect(log).toMatch(/^\[tsgi\/node\] /);
      // Without a name the callback is not asked.
      const other = httpsRequest(server.url, { ca: certificate.cert }).end();
      expect(await once(other, "response")).toMatchObject([{ statusCode: 200 }]);
    },
  );

  test("a log that throws", async () => {
    const errors = {
      write(): void {
        throw new Error("disk full");
      },
      flush: () => {},
    };
    const server = await started(
      () => {
        throw new Error("of the application");
      },
      { log: errors },
    );
    expect((await fetch(server.url)).status).toBe(500);
    expect((await fetch(server.url)).status).toBe(500);
  });

  test("a connection that cannot be accepted", async () => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: () => {} };
    const servers: Server[] = [];
    const { listen } = Server.prototype;
    Server.prototype.listen = function (this: Server, ...args: unknown[]) {
      servers.push(this);
      return listen.apply(this, args as never);
    };
    onTestFinished(() => void (Server.prototype.listen = listen));
    await started(describeRequest, { log: errors });
    servers[0]!.emit("error", new Error("accept EMFILE")); // as node:net does
    expect(log).toContain("accept EMFILE");
  });
});

describe("limits", () => {
  test("maxHeaderSize: 431 and the connection closed", async () => {
    const server = await started(describeRequest, { maxHeaderSize: 2_048 });
    const socket = connect(server.port, "127.0.0.1");
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${"x".repeat(4_000)}\r\n\r\n`);
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 431 [^]*connection: close/i);
  });

  test("headersTimeout: 408 and the connection closed", async () => {
    const server = await started(describeRequest, { headersTimeout: 150 });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost:");
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 [^]*connection: close/i);
  });

  test("requestTimeout: a slow body is cut off, and its reader gets an error", async () => {
    const failures: unknown[] = [];
    const server = await started(
      async (environ, startResponse) => {
        const text = await environ.input.text().catch((error: unknown) => void failures.push(error));
        startResponse(200, []);
        return text ?? "";
      },
      { headersTimeout: 2_000, requestTimeout: 2_000 },
    );
    const socket = connect(server.port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 /);
    await expect.poll(() => failures.length).toBe(1);
    expect((failures[0] as TsgiError).code).toBe("TSGI_INPUT_TRUNCATED");
  });

  test("keepAliveTimeout: an idle connection is closed", async () => {
    const server = await started(describeRequest, { keepAliveTimeout: 100 });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("life", () => {
  test("startup before the first request, shutdown after the last, each once", async () => {
    const events: string[] = [];
    const server = await started({
      startup: (info) => void events.push(`startup ${info.name} ${info.interfaceVersion.join(".")}`),
      handle: (_environ, startResponse) => {
        events.push("request");
        startResponse(204, []);
        return null;
      },
      shutdown: () => void events.push("shutdown"),
    });
    await fetch(server.url);
    await Promise.all([server.close(), server.close()]);
    expect(events).toEqual(["startup node 1.0", "request", "shutdown"]);
  });

  test("await using closes it", async () => {
    let port: number;
    {
      await using server = await serve(describeRequest, { port: 0, signals: false });
      port = server.port;
      expect((await fetch(server.url)).status).toBe(200);
    }
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("fetch failed");
  });

  test("signal handlers come with a server and go with the last", async () => {
    const before = process.listenerCount("SIGTERM");
    const uncaught = process.listenerCount("uncaughtException");
    const servers = [await serve(describeRequest, { port: 0 }), await serve(describeRequest, { port: 0 })];
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    await Promise.all(servers.map((server) => server.close()));
    expect(process.listenerCount("SIGTERM")).toBe(before);
    expect(process.listenerCount("uncaughtException")).toBe(uncaught);
  });

  test("a response started before close() finishes, with `connection: close`, and its connection ends", async () => {
    const release = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const server = await started(async (_environ, startResponse) => {
      begun.resolve();
      await release.promise;
      startResponse(200, []);
      return "done";
    });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const answer = untilClosed(socket);
    const idle = connect(server.port, "127.0.0.1"); // has not sent anything yet
    await once(idle, "connect");
    await begun.promise;
    const closed = server.close();
    await once(idle, "close");
    release.resolve();
    expect(await answer).toMatch(/connection: close[^]*done$/i);
    await closed;
  });

  test("close() waits for what waitUntil was passed", async () => {
    const work = Promise.withResolvers<void>();
    let done = false;
    const server = await started((environ, startResponse) => {
      environ.waitUntil(work.promise.then(() => (done = true)));
      startResponse(204, []);
      return null;
    });
    await fetch(server.url);
    const closed = server.close().then(() => done);
    work.resolve();
    expect(await closed).toBe(true);
  });

  test("[S58] the deadline cuts a response off, and its body is closed once", async () => {
    let closings = 0;
    const server = await started(
      (_environ, startResponse) => {
        startResponse(200, []);
        return {
          [Symbol.asyncIterator]: () => ({
            next: (() => {
              let first = true;
              return () => {
                const now = first;
                first = false;
                return now
                  ? Promise.resolve({ done: false as const, value: "begun" })
                  : new Promise<never>(() => {});
              };
            })(),
            return: () => {
              closings++;
              return Promise.resolve({ done: true as const, value: undefined });
            },
          }),
        };
      },
      { shutdownTimeout: 100 },
    );
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    await server.close();
    expect(closings).toBe(1);
  });

  test("HTTP/2: requests that are on their way when close() is called are answered", async () => {
    const server = await started(describeRequest, { http2: true });
    const session = connectHttp2(server.url);
    await once(session, "connect");
    await textOf(session.request({ ":path": "/" }));
    const goaway = once(session, "goaway");
    const closed = server.close();
    // Sent before the client can know.
    const answers = Array.from({ length: 20 }, () => textOf(session.request({ ":path": "/" })));
    expect((await Promise.all(answers)).every((text) => text.includes("HTTP/2.0"))).toBe(true);
    expect((await goaway).slice(0, 2)).toEqual([0, 2 ** 31 - 1]);
    await closed;
  });

  test("HTTP/2: a stream in flight finishes, then the session ends", async () => {
    const release = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const server = await started(
      async (_environ, startResponse) => {
        begun.resolve();
        await release.promise;
        startResponse(200, []);
        return "done";
      },
      { http2: true },
    );
    const session = connectHttp2(server.url);
    const answer = textOf(session.request({ ":path": "/" }));
    await begun.promise;
    const closed = server.close();
    release.resolve();
    expect(await answer).toBe("done");
    await closed;
    expect(session.destroyed || session.closed).toBe(true);
  });
});

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** All that comes until the server closes the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  socket.on("error", () => {});
  await once(socket, "close");
  return text;
}
