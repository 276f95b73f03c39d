import type { Server } from "node:http";
import { toFastify } from "@tsgi/fastify";
import fastify from "fastify";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default async function start(): Promise<Server> {
  const server = fastify();
  await server.register(toFastify(tsgiApp()));
  await server.ready();
  return server.server;
}
