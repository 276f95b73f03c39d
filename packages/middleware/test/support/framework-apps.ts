/** The same small application in each framework, and on the bare bridges. */
import type { Application } from "@tsgi/core";
import { fromExpress } from "@tsgi/express";
import { fromFastify } from "@tsgi/fastify";
import { fromFetch } from "@tsgi/fetch";
import { fromHono } from "@tsgi/hono";
import { fromNode } from "@tsgi/node";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";

const TEXT = { "content-type": "text/plain" };

export const frameworkApps: Readonly<Record<string, () => Application>> = {
  express: () =>
    fromExpress(
      express()
        .disable("etag")
        .get("/a", (_, response) => void response.type("text/plain").send("Hello"))
        .post(
          "/a",
          express.text(),
          (request, response) => void response.type("text/plain").send(`Hello ${request.body}`),
        ),
    ),
  hono: () =>
    fromHono(
      new Hono()
        .get("/a", (context) => context.text("Hello"))
        .post("/a", async (context) => context.text(`Hello ${await context.req.text()}`)),
    ),
  fastify: () => {
    const server = fastify();
    server.get("/a", (_, reply) => reply.type("text/plain").send("Hello"));
    server.post("/a", (request, reply) => reply.type("text/plain").send(`Hello ${request.body as string}`));
    return fromFastify(server);
  },
  "a fetch handler": () =>
    fromFetch(
      async (request) =>
        new Response(request.body ? `Hello ${await request.text()}` : "Hello", { headers: TEXT }),
    ),
  "a Node listener": () =>
    fromNode(async (request, response) => {
      let text = "Hello";
      for await (const chunk of request) text += ` ${String(chunk)}`;
      response.writeHead(200, TEXT).end(text);
    }),
};

/** An application of Express that throws, and has nothing to answer errors. */
export function throwingExpress(error: Error): Application {
  return fromExpress(
    express().get("/", () => {
      throw error;
    }),
  );
}
