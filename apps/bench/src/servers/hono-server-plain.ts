import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

export default function start(): Server {
  return createServer(getRequestListener(fetchApp({ sha256 }), { overrideGlobalObjects: false }));
}
