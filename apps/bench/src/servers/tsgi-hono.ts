import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { toHono } from "@tsgi/hono";
import { Hono } from "hono";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default function start(): Server {
  return createAdaptorServer(new Hono().all("/*", toHono(tsgiApp()))) as Server;
}
