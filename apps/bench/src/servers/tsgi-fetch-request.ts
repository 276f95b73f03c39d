import { createServer, type Server } from "node:http";
import { fromFetch } from "@tsgi/fetch";
import { toNode } from "@tsgi/node";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

/** With a light Request, like other adapters, and the platform's Response. */
export default function start(): Server {
  return createServer(toNode(fromFetch(fetchApp({ sha256 }), { request: "light" })));
}
