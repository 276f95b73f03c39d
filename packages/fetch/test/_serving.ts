/** The tests of hosts that listen: each starts its server as a process. */
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { get } from "node:https";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { certificate } from "@tsgi/harness/certificate";
import type { ServerProcess } from "@tsgi/harness/server-process";
import { expect, onTestFinished, test } from "vitest";

export type StartServer = (options: object) => Promise<ServerProcess>;

/** Registers the tests. */
export function servingTests(start: StartServer): void {
  const started = async (options: object = {}): Promise<ServerProcess> => {
    const server = await start(options);
    onTestFinished(() => void server.child.kill("SIGKILL"));
    return server;
  };

  test("close() lets a request in flight finish, then runs shutdown, and the process ends", async () => {
    const server = await started();
    const url = await server.ready;
    const response = await fetch(`${url}slow`, { headers: { connection: "close" } });
    server.child.kill("SIGTERM");
    expect(await response.text()).toBe("begun done");
    const { code, stdout } = await server.ended;
    expect([code, stdout]).toEqual([0, `${url}\nshutdown\nclosed\n`]);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("header fields can be read after the response, where work was registered that outlives it", async () => {
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
    expect((await server.ended).stdout).toContain("shutdown\nclosed\n");
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
