import type { Server } from "node:http";
import fastify from "fastify";

/** The usual handler of Fastify, on a route like the one that a mount has. */
export default async function start(): Promise<Server> {
  const server = fastify();
  server.get("/*", (_request, reply) => {
    void reply.header("content-type", "text/plain; charset=utf-8").send("Hello, TSGI world!");
  });
  await server.ready();
  return server.server;
}
