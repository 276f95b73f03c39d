import { createServer, type Server } from "node:http";
import { toNode } from "@tsgi/node";
import { tsgiApp } from "../apps/_tsgi-app.ts";

/** Without middleware in front of `/deep`. */
export default function start(): Server {
  return createServer(toNode(tsgiApp(0)));
}
