import { createServer, type Server } from "node:http";
import { toNode } from "@tsgi/node";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default function start(): Server {
  return createServer(toNode(tsgiApp()));
}
