import { createServer, type Server } from "node:http";
import { compose, type Middleware } from "@tsgi/core";
import { toNode } from "@tsgi/node";
import { hello } from "../_hello.ts";

/** Hands everything on. Each call makes another function, as middleware of ten authors would be. */
const pass = (): Middleware => (app) => (environ, startResponse) => app(environ, startResponse);

/** Ten middleware that do nothing. */
export default function start(): Server {
  return createServer(toNode(compose(...Array.from({ length: 10 }, pass))(hello)));
}
