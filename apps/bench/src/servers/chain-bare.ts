import { createServer, type Server } from "node:http";
import { toNode } from "@tsgi/node";
import { hello } from "../_hello.ts";

/** The application without a chain. */
export default function start(): Server {
  return createServer(toNode(hello));
}
