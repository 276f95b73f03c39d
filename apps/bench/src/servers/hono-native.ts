import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";

/** The usual handler of Hono, on a route like the one that a mount has. */
export default function start(): Server {
  const app = new Hono().get("/*", (context) =>
    context.body("Hello, TSGI world!", 200, { "content-type": "text/plain; charset=utf-8" }),
  );
  return createAdaptorServer(app) as Server;
}
