import type { Server } from "node:http";
import { createHandler } from "@universal-middleware/fastify";
import fastify from "fastify";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

/** Without Fastify's body parsers: with them it needs a plugin that stores the body twice. */
export default async function start(): Promise<Server> {
  const app = fetchApp({ sha256 });
  const server = fastify();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (_request, _payload, done) => done(null));
  server.all("/*", createHandler(() => (request) => app(request))());
  await server.ready();
  return server.server;
}
