import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { Connection, requestBytes } from "../src/measure/_connection.ts";

const cleanUp: (() => unknown)[] = [];

afterEach(() => {
  for (const step of cleanUp.splice(0).toReversed()) step();
});

/** Connects to a server that handles each request with `answer`; also returns the number of requests. */
async function connected(
  length: number,
  answer: (socket: Socket, count: number) => unknown,
): Promise<{ connection: Connection; count: () => number }> {
  let count = 0;
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => answer(socket, ++count));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const request = requestBytes({ method: "GET", path: "/", headers: {} }, url.host);
  const connection = new Connection(url, request, length);
  cleanUp.push(
    () => server.close(),
    () => connection.close(),
  );
  return { connection, count: () => count };
}

/** Waits until a packet was probably read before the next is sent; if two packets merge, the test still passes. */
const apart = (): Promise<void> => setTimeout(20);

describe("a request", () => {
  test("has Host, the fields and the length of its body", () => {
    const bytes = requestBytes({ method: "POST", path: "/x", headers: { accept: "*/*" }, body: "é" }, "h:1");
    expect(bytes.toString()).toBe(
      "POST /x HTTP/1.1\r\nhost: h:1\r\nconnection: keep-alive\r\naccept: */*\r\ncontent-length: 2\r\n\r\né",
    );
  });
});

describe("a connection", () => {
  test("treats a response of known length as complete when all of it has arrived", async () => {
    const asked: number[] = [];
    const { connection, count } = await connected(5, async (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
      await apart();
      asked.push(count());
      socket.write("llo");
    });
    expect(await connection.run(0)).toHaveLength(1);
    expect(await connection.run(0)).toHaveLength(1);
    expect(asked).toEqual([1, 2]);
  });

  test("treats a chunked response as complete after the last chunk, however packets are split", async () => {
    const asked: number[] = [];
    const { connection, count } = await connected(5, async (socket) => {
      for (const part of [
        "HTTP/1.1 200 OK\r\nage: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "5\r\nhello\r\n0\r",
        "\n\r",
      ]) {
        socket.write(part);
        await apart();
      }
      asked.push(count());
      socket.write("\n");
    });
    expect(await connection.run(0)).toHaveLength(1);
    expect(await connection.run(0)).toHaveLength(1);
    expect(asked).toEqual([1, 2]);
  });

  test("sends one request after the other until the time is over", async () => {
    const answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const { connection, count } = await connected(0, (socket, nth) =>
      nth < 5 ? socket.write(answer) : socket.destroy(),
    );
    expect(await connection.run(0)).toHaveLength(1);
    await expect(connection.run(Infinity)).rejects.toThrow(/closed|ECONNRESET/);
    expect(count()).toBe(5);
  });

  test("fails if the response has a different status", async () => {
    const { connection } = await connected(0, (socket) => socket.write("HTTP/1.1 500 No\r\n\r\n"));
    await expect(connection.run(0)).rejects.toThrow("HTTP/1.1 500 No");
  });

  test("fails if the server closes it", async () => {
    const { connection } = await connected(5, (socket) => socket.destroy());
    await expect(connection.run(0)).rejects.toThrow(/closed|ECONNRESET/);
  });
});
