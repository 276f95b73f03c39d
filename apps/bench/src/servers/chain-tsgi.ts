import { createServer, type Server } from "node:http";
import { recommended } from "@tsgi/middleware/recommended";
import { toNode } from "@tsgi/node";
import { sink } from "../_chain.ts";
import { hello } from "../_hello.ts";

/** The unchanged recommended chain, except for the destination of its log. */
export default function start(): Server {
  return createServer(toNode(recommended({ accessLog: { to: sink } })(hello)));
}
