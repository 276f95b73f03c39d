import { createServer, type Server } from "node:http";
import { toNodeHandler } from "srvx/node";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

export default function start(): Server {
  return createServer(toNodeHandler(fetchApp({ sha256 })) as never);
}
