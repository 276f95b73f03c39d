/** The tests of hosts that listen: each starts its server as a process. */
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { get } from "node:https";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { certificate } from "../network/certificate.ts";
import type { ServerProcess } from "../programs/server-process.ts";
import { expect, onTestFinished, test } from "vitest";

export type StartServer = (options: object) => Promise<ServerProcess>;

/** Registers the tests. */
export function servingTests(start: StartServer): void {
  const started = async (options: object = {}): Promise<ServerProcess> => {
    const server = await start(options);
    onTestFinished(() => void server.child.kill("SIGKILL"));
    return server;
  };

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s lets a request in flight finish, then runs shutdown, and the process ends",
    async (signal) => {
      const server = await started();
      const url = await server.ready;
      const response = await fetch(`${url}slow`, { headers: { connection: "close" } });
      server.child.kill(signal);
      expect(await response.text()).toBe("begun done");
      const { code, stdout } = await server.ended;
      expect([code, stdout]).toEqual([0, `${url}\nshutdown\n`]);
      await expect(fetch(url)).rejects.toThrow("fetch failed");
    },
  );

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("a second %s ends the process at once", async (signal, exitCode) => {
    const server = await started();
    const url = await server.ready;
    const response = await fetch(`${url}endless`);
    server.child.kill(signal);
    // The first signal has arrived once responses say that the connection ends.
    await expect.poll(() => isClosing(url)).toBe(true);
    server.child.kill(signal);
    const [{ code, stdout }] = await Promise.all([server.ended, response.text().catch(() => {})]);
    expect([code, stdout]).toEqual([exitCode, `${url}\n`]);
  });

  test("a shutdown that fails ends the process with its message and code 1", async () => {
    const server = await started({ shutdownFailure: "disk full" });
    await server.ready;
    server.child.kill("SIGTERM");
    const { code, stderr } = await server.ended;
    expect([code, stderr]).toEqual([1, "disk full\n"]);
  });

  test("signals: false leaves signals alone", async () => {
    const server = await started({ signals: false });
    await server.ready;
    server.child.kill("SIGTERM");
    const { code, stdout } = await server.ended;
    expect([code, server.child.signalCode, stdout]).toEqual([null, "SIGTERM", `${await server.ready}\n`]);
  });

  test.each([
    ['there is no option "prot"', { prot: 3000 }],
    ['there is no option "requestTimeout"', { requestTimeout: 1000 }],
    ['port is "3000"', { port: "3000" }],
    ['hostname is "127.0.0.1" and host is "0.0.0.0"', { hostname: "127.0.0.1", host: "0.0.0.0" }],
  ])("%s: refused by name", async (seen, options) => {
    const { code, stdout } = await (await started(options)).ended;
    expect([code, stdout]).toEqual([1, "TSGI_OPTION_INVALID\n"]);
    expect((await (await started({ ...options, tellsMessage: true })).ended).stdout).toContain(seen);
  });

  test("host is another name for hostname", async () => {
    const url = await (await started({ host: "localhost" })).ready;
    expect(url).toMatch(/^http:\/\/localhost:/);
    expect((await fetch(url)).status).toBe(200);
  });

  test("basePath is the end of scriptName", async () => {
    const url = await (await started({ basePath: "/api" })).ready;
    const place = async (path: string): Promise<string | null> =>
      (await fetch(url + path)).headers.get("x-place");
    expect([await place("api/users"), await place("apis"), await place("api")]).toEqual([
      "/api|/users",
      "|/apis",
      "/api|",
    ]);
  });

  test("header fields can be read after the response, if work was registered that outlives it", async () => {
    const server = await started();
    const url = await server.ready;
    for (const path of ["wait", "finish"]) {
      const headers = { connection: "close", "x-name": `of ${path}` };
      await (await fetch(url + path, { headers })).text();
    }
    server.child.kill("SIGTERM");
    const told = (await server.ended).stdout;
    expect(told).toContain("/wait: of wait\n");
    expect(told).toContain("/finish: of finish\n");
  });

  test("an upload that breaks off is not logged as a failure of the application that reads it", async () => {
    const server = await started();
    const { port } = new URL(await server.ready);
    const framings = ["content-length: 9\r\n\r\nabc", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"];
    for (const [i, framing] of framings.entries()) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(`POST /upload HTTP/1.1\r\nhost: h\r\n${framing}`);
      await once(socket, "ready");
      await (await fetch(`${await server.ready}slow`)).text(); // so that the request before has arrived
      socket.destroy();
      await expect.poll(() => server.output().split("broken off")).toHaveLength(i + 2);
    }
    await (await fetch(`${await server.ready}slow`, { headers: { connection: "close" } })).text();
    server.child.kill("SIGTERM");
    expect((await server.ended).stderr).not.toContain("[tsgi/");
  });

  test("close() waits for no request longer than shutdownTimeout", async () => {
    const server = await started({ shutdownTimeout: 50 });
    const response = await fetch(`${await server.ready}endless`);
    server.child.kill("SIGTERM");
    await expect(response.text()).rejects.toThrow("terminated");
    const { code, stdout } = await server.ended;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/\nshutdown\n$/)]);
  });

  test("a startup that fails keeps the server from starting", async () => {
    const server = await started({ failure: "no database" });
    expect(await server.ready).toBe("TSGI_STARTUP_FAILED");
    expect((await server.ended).code).toBe(1);
  });

  test("a port in use is an error with a code, after which shutdown has run", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const server = await started({ port: (other.address() as AddressInfo).port });
    const { code, stdout } = await server.ended;
    expect([code, stdout]).toEqual([1, "shutdown\nTSGI_LISTEN_FAILED\n"]);
  });

  test("a Unix socket that a killed server has left is taken over, and one in use is not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tsgi-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "socket");
    const killed = await started({ path });
    await killed.ready;
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(existsSync(path)).toBe(true);
    const server = await started({ path });
    expect(await server.ready).toBe(`http+unix:${path}`);
    expect((await (await started({ path })).ended).stdout).toBe("shutdown\nTSGI_LISTEN_FAILED\n");
    const [response] = await once(request({ socketPath: path, path: "/" }).end(), "response");
    expect(response).toMatchObject({ statusCode: 200 });
  });

  test("over TLS the scheme is https", async () => {
    const { key, cert } = certificate;
    const server = await started({ tls: { key, cert } });
    const url = await server.ready;
    const call = get(url, { ca: cert, agent: false });
    const [response] = await once(call, "response");
    expect(JSON.parse(await text(response))).toMatchObject({ scheme: "https", remoteAddress: "127.0.0.1" });
  });
}

/** True once the server refuses connections, or says that it ends them. */
async function isClosing(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.text();
    return response.headers.get("connection") === "close";
  } catch {
    return true;
  }
}
