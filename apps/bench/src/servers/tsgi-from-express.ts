import { createServer, type Server } from "node:http";
import { fromExpress } from "@tsgi/express";
import { toNode } from "@tsgi/node";
import { expressApp } from "../apps/_express-app.ts";

export default function start(): Server {
  return createServer(toNode(fromExpress(expressApp())));
}
