import { createServer, type Server } from "node:http";
import { fromFetch } from "@tsgi/fetch";
import { toNode } from "@tsgi/node";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

/** The Request is a light one, as other adapters give it; the Response is the platform's. */
export default function start(): Server {
  return createServer(toNode(fromFetch(fetchApp({ sha256 }), { request: "light" })));
}
