import { getRequestListener } from "@hono/node-server";
import { toHono } from "@tsgi/hono";
import { Hono } from "hono";
import { app } from "../app.ts";
import { listen } from "./_listen.ts";
import type { Start } from "./_start.ts";

const { fetch } = new Hono().all("*", toHono(app));

export const start: Start = (options) =>
  listen(getRequestListener(fetch, { overrideGlobalObjects: false }), options);
