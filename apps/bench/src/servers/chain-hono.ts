import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { csrf } from "hono/csrf";
import { etag } from "hono/etag";
import { logger } from "hono/logger";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { timeout } from "hono/timeout";
import { MOST_BYTES, ORIGIN, TIME_LIMIT, sink } from "../_chain.ts";

/** The default policy of the other chains; Hono's sends none. */
const POLICY = {
  defaultSrc: ["'self'"],
  baseUri: ["'self'"],
  fontSrc: ["'self'", "https:", "data:"],
  formAction: ["'self'"],
  frameAncestors: ["'self'"],
  imgSrc: ["'self'", "data:"],
  objectSrc: ["'none'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'", "https:", "'unsafe-inline'"],
};

/** The chain of Hono's own middleware. Its log lines are shorter; it has neither rate limit nor session. */
export default function start(): Server {
  const app = new Hono();
  app.use(requestId());
  app.use(logger(sink));
  app.use(secureHeaders({ contentSecurityPolicy: POLICY }));
  app.use(cors({ origin: ORIGIN }));
  app.use(compress());
  app.use(etag({ weak: true }));
  app.use(csrf());
  app.use(bodyLimit({ maxSize: MOST_BYTES }));
  app.use(timeout(TIME_LIMIT));
  app.get("/*", (context) => context.text("Hello, TSGI world!"));
  return createAdaptorServer(app) as Server;
}
