import { fromExpress } from "@tsgi/express";
import { fromFastify } from "@tsgi/fastify";
import type { Application } from "@tsgi/core";
import express from "express";
import Fastify from "fastify";

/** Applications of frameworks that answer with a status, and a part of what they answer when it is refused. */
export const frameworks: [name: string, make: (status: number) => Application, title: string][] = [
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
