import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { existingApp } from "../_existing.ts";

export default function start(): Server {
  const late = { app: existingApp(Response) };
  const listener = getRequestListener((request) => late.app(request));
  // By now Response is what getRequestListener has replaced it by.
  late.app = existingApp(globalThis.Response);
  return createServer(listener);
}
