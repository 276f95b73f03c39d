import { createServer, type Server } from "node:http";
import compression from "compression";
import cors from "cors";
import express from "express";
import { rateLimit } from "express-rate-limit";
import session from "express-session";
import helmet from "helmet";
import morgan from "morgan";
import { MOST_REQUESTS, ORIGIN, SECRET, sink } from "../_chain.ts";

/**
 * The usual chain in Express: `combined` log lines, and Express's own weak ETag with its 304 responses. It has no request
 * ids, CSRF check, body limit or timeout.
 */
export default function start(): Server {
  const app = express();
  app.use(morgan("combined", { stream: { write: sink } }));
  app.use(helmet());
  app.use(cors({ origin: ORIGIN }));
  app.use(compression());
  app.use(
    rateLimit({ limit: MOST_REQUESTS, windowMs: 60_000, standardHeaders: "draft-8", legacyHeaders: false }),
  );
  app.use(session({ secret: SECRET, name: "chain", resave: false, saveUninitialized: false }));
  app.use("/", (_request, response) => {
    response.set("content-type", "text/plain; charset=utf-8").send("Hello, TSGI world!");
  });
  return createServer(app);
}
