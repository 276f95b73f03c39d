import type { Server } from "node:http";
import { toFastify } from "@tsgi/fastify";
import fastify from "fastify";
import { hello } from "../_hello.ts";

export default async function start(): Promise<Server> {
  const server = fastify();
  await server.register(toFastify(hello));
  await server.ready();
  return server.server;
}
