import { getRequestListener } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { toHono } from "@tsgi/hono";
import { Hono } from "hono";
import { app } from "../app.ts";
import { listen } from "./_listen.ts";
import type { Start } from "./_start.ts";

const hono = new Hono().all("*", (context) => handler(context));
const handler = toHono(app, {
  peer: (context) => {
    const { address, port } = getConnInfo(context as never).remote;
    return { remoteAddress: address, remotePort: port };
  },
});

export const start: Start = (options) =>
  listen(getRequestListener(hono.fetch, { overrideGlobalObjects: false }), options);
