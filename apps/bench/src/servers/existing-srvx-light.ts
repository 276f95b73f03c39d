import { createServer, type Server } from "node:http";
import { FastResponse, toNodeHandler } from "srvx/node";
import { existingApp } from "../_existing.ts";

export default function start(): Server {
  return createServer(toNodeHandler(existingApp(FastResponse as never)) as never);
}
