import { createServer, type Server } from "node:http";
import { fromFetch } from "@tsgi/fetch";
import { toNode } from "@tsgi/node";
import { existingApp } from "../_existing.ts";

export default function start(): Server {
  return createServer(toNode(fromFetch(existingApp(Response))));
}
