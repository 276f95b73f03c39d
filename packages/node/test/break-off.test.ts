import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { Application } from "@tsgi/core";
import { toNode } from "@tsgi/node";
import { describe, expect, onTestFinished, test } from "vitest";

const silent = { log: { write: () => {}, flush: () => {} } };

async function dial(app: Application): Promise<{ client: Socket; server: Server }> {
  const server = createServer(toNode(app, silent)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => {});
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, server };
}

const get = (path: string, version = "1.1"): string => `GET ${path} HTTP/${version}\r\nHost: a\r\n\r\n`;

/** Fails after its first chunk. */
const failing: Application = async function* (_environ, startResponse) {
  startResponse(200, []);
  yield "some";
  throw new Error("mine");
};

describe("a response that fails after its head", () => {
  test("lets one before it on the same connection come to its end", async () => {
    const release = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<void>();
    const { client } = await dial(async function* (environ, startResponse) {
      startResponse(200, []);
      yield environ.pathInfo;
      if (environ.pathInfo === "/first") {
        await release.promise;
        yield " whole";
        return;
      }
      failed.resolve();
      throw new Error("mine");
    });
    let received = "";
    client.on("data", (data) => (received += data.toString("latin1")));
    client.write(get("/first") + get("/second"));
    await failed.promise;
    release.resolve();
    await once(client, "close");
    expect(received).toContain("6\r\n whole\r\n0\r\n\r\nHTTP/1.1 200");
    expect(received.endsWith("7\r\n/second\r\n")).toBe(true);
  });

  test("does not keep a connection whose client takes nothing", async () => {
    const { client, server } = await dial(async function* (environ, startResponse) {
      startResponse(200, []);
      yield environ.pathInfo;
      if (environ.pathInfo === "/first") await new Promise(() => {});
      throw new Error("mine");
    });
    client.write(get("/first") + get("/second"));
    const [socket] = (await once(server, "connection")) as [Socket];
    await once(socket, "close");
    expect(socket.destroyed).toBe(true);
  });

  test("is broken off by a reset, if the end of the connection is that of the body", async () => {
    const { client } = await dial(async function* (_environ, startResponse) {
      startResponse(200, []);
      yield "some";
      throw new Error("mine");
    });
    const broken = once(client, "error").catch((error: unknown) => [error]);
    client.resume().write(get("/", "1.0"));
    expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
  });

  test("over HTTP/2 does not keep a stream whose client takes nothing", async () => {
    const server = createHttp2Server(toNode(failing, silent)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      settings: { initialWindowSize: 0 },
    });
    onTestFinished(() => {
      session.destroy();
      server.close();
    });
    await once(session, "remoteSettings");
    const stream = session.request({ ":path": "/" });
    await once(stream, "error").catch(() => {});
    expect(stream.rstCode).toBe(2);
  });
});
