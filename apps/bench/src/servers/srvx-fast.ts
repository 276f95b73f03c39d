import { createServer, type Server } from "node:http";
import { FastResponse, toNodeHandler } from "srvx/node";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

export default function start(): Server {
  const app = fetchApp({ Response: FastResponse as never, sha256 });
  return createServer(toNodeHandler(app) as never);
}
