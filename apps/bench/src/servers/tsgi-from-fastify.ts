import { createServer, type Server } from "node:http";
import { fromFastify } from "@tsgi/fastify";
import { toNode } from "@tsgi/node";
import { fastifyApp } from "../apps/_fastify-app.ts";

export default function start(): Server {
  return createServer(toNode(fromFastify(fastifyApp())));
}
