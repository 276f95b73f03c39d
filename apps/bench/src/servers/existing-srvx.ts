import { createServer, type Server } from "node:http";
import { toNodeHandler } from "srvx/node";
import { existingApp } from "../_existing.ts";

export default function start(): Server {
  return createServer(toNodeHandler(existingApp(Response)) as never);
}
