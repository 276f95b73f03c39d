import type { Server } from "node:http";
import type { ServerMiddleware } from "srvx";
import { FastResponse, serve } from "srvx/node";
import { fetchApp } from "../apps/_fetch-app.ts";

const pass = (): ServerMiddleware => (_request, next) => next();

/** Ten middleware in front of every path: in srvx they apply to a whole server. */
export default function start(): Server {
  const server = serve({
    manual: true,
    middleware: Array.from({ length: 10 }, pass),
    fetch: fetchApp({ Response: FastResponse as never }),
  });
  return server.node!.server as Server;
}
