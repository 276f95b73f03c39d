import { createServer, type Server } from "node:http";
import { Response } from "@whatwg-node/fetch";
import { createServerAdapter } from "@whatwg-node/server";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

/** With its bundled Response, as GraphQL Yoga uses it. */
export default function start(): Server {
  return createServer(createServerAdapter(fetchApp({ Response, sha256 })));
}
