import type { Server } from "node:http";
import { fastifyApp } from "../apps/_fastify-app.ts";

export default async function start(): Promise<Server> {
  const app = fastifyApp();
  await app.ready();
  return app.server;
}
