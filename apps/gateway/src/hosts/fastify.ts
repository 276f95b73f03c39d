import { toFastify } from "@tsgi/fastify";
import fastify from "fastify";
import { app } from "../app.ts";
import type { Start } from "./_start.ts";

export const start: Start = async ({ port, hostname }) => {
  const server = fastify({ forceCloseConnections: true }).register(toFastify(app));
  return { url: `${await server.listen({ port, host: hostname })}/`, close: () => server.close() };
};
