import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { honoApp } from "../apps/_hono-app.ts";

export default function start(): Server {
  return createAdaptorServer(honoApp()) as Server;
}
