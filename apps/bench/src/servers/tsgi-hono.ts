import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { toHono } from "@tsgi/hono";
import { Hono } from "hono";
import { hello } from "../_hello.ts";

export default function start(): Server {
  return createAdaptorServer(new Hono().get("/*", toHono(hello))) as Server;
}
