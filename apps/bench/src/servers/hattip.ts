import type { Server } from "node:http";
import { createServer } from "@hattip/adapter-node";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

export default function start(): Server {
  const app = fetchApp({ sha256 });
  return createServer(({ request }) => app(request)) as Server;
}
