import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { fetchApp, type FetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

/** With its defaults: it replaces the global Request and Response by its own. */
export default function start(): Server {
  const late: { app?: FetchApp } = {};
  const listener = getRequestListener((request) => late.app!(request));
  // By now getRequestListener has replaced Response.
  late.app = fetchApp({ Response: globalThis.Response, sha256 });
  return createServer(listener);
}
