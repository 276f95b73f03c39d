import { createServer, type Server } from "node:http";
import { fromHono } from "@tsgi/hono";
import { toNode } from "@tsgi/node";
import { honoApp } from "../apps/_hono-app.ts";

export default function start(): Server {
  return createServer(toNode(fromHono(honoApp(), { request: "light" })));
}
