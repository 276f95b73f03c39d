import { createServer, type Server } from "node:http";
import { nodeApp } from "../apps/_node-app.ts";

export default function start(): Server {
  return createServer(nodeApp);
}
