import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { existingApp } from "../_existing.ts";

export default function start(): Server {
  return createServer(getRequestListener(existingApp(Response), { overrideGlobalObjects: false }));
}
