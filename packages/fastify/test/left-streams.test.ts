import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { Readable, pipeline } from "node:stream";
import type { Application } from "@tsgi/core";
import { fromFastify } from "@tsgi/fastify";
import { listening, wrapped } from "@tsgi/harness/listening";
import { fromNode } from "@tsgi/node/from";
import Fastify5 from "fastify";
import Fastify4 from "fastify-4";
import { describe, expect, test } from "vitest";

/** Never ends on its own. */
class Endless extends Readable {
  constructor() {
    super({ highWaterMark: 1024 });
  }
  override _read(): void {
    setImmediate(() => this.push(Buffer.alloc(1024)));
  }
}

const senders: [name: string, send: (stream: Readable) => Application][] = [
  [
    "pipeline",
    (stream) =>
      fromNode<unknown, ServerResponse>((_request, response) => pipeline(stream, response, () => {})),
  ],
  [
    "pipeline, after a head",
    (stream) =>
      fromNode<unknown, ServerResponse>((_request, response) => {
        response.writeHead(200, { "content-type": "text/plain" });
        pipeline(stream, response, () => {});
      }),
  ],
  ["Fastify 5", (stream) => fromFastify(Fastify5().get("/", (_request, reply) => void reply.send(stream)))],
  [
    "Fastify 4",
    (stream) => fromFastify(Fastify4().get("/", (_request, reply) => void reply.send(stream)) as never),
  ],
];

describe.each(senders)("a stream that %s sends", (_name, send) => {
  describe.each([
    ["the server's own response", (app: Application) => app],
    ["a stand-in", wrapped],
  ])("by %s", (_door, around) => {
    test("is destroyed when the client disconnects", async () => {
      const stream = new Endless();
      const server = await listening(around(send(stream)));
      const socket = connect(server.port, "127.0.0.1").on("error", () => {});
      socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      await once(socket, "data");
      socket.destroy();
      await expect.poll(() => stream.destroyed).toBe(true);
    });

    test("that fails breaks the response off, and ends no process", async () => {
      const stream = new Endless();
      const server = await listening(around(send(stream)));
      const socket = connect(server.port, "127.0.0.1").on("error", () => {});
      socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      await once(socket, "data");
      socket.resume();
      stream.destroy(new Error("on purpose"));
      await new Promise((resolve) => socket.on("close", resolve));
      expect(stream.destroyed).toBe(true);
    });
  });
});
