import { fromExpress } from "@tsgi/express";
import { fromFastify } from "@tsgi/fastify";
import { recommended } from "@tsgi/middleware/recommended";
import type { Application } from "@tsgi/core";
import express from "express";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { get, listening } from "../../node/test/_listening.ts";

const frameworks: [name: string, make: (status: number) => Application, title: string][] = [
  [
    "Express",
    (status) =>
      fromExpress(
        express()
          .set("env", "test")
          .use((_request, response) => void response.writeHead(status).end("refused")),
      ),
    "<title>Error</title>",
  ],
  [
    "Fastify",
    (status) =>
      fromFastify(
        Fastify().get("/", (_request, reply) => {
          reply.hijack();
          try {
            reply.raw.writeHead(status).end("refused");
          } catch (error) {
            reply.raw.writeHead(500).end((error as Error).message);
          }
        }),
      ),
    "TSGI_STATUS_INVALID",
  ],
];

test.each(frameworks)(
  "behind recommended(), the error answer of %s to a head that is refused gets through",
  async (_name, make, title) => {
    for (const status of [999, 600, 199]) {
      const server = await listening(recommended({ accessLog: false })(make(status)));
      const answer = await get(server);
      expect([answer.status, answer.body.includes(title)]).toEqual([500, true]);
    }
  },
);
