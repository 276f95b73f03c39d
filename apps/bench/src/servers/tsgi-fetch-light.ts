import { createServer, type Server } from "node:http";
import { LightResponse, fromFetch } from "@tsgi/fetch";
import { toNode } from "@tsgi/node";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

export default function start(): Server {
  const app = fetchApp({ Response: LightResponse, sha256 });
  return createServer(toNode(fromFetch(app, { request: "light" })));
}
