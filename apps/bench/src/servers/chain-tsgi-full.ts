import { createServer, type Server } from "node:http";
import { compose } from "@tsgi/core";
import { rateLimit } from "@tsgi/middleware/rate-limit";
import { recommended } from "@tsgi/middleware/recommended";
import { session } from "@tsgi/middleware/session";
import { toNode } from "@tsgi/node";
import { MOST_BYTES, MOST_REQUESTS, ORIGIN, SECRET, TIME_LIMIT, sink } from "../_chain.ts";
import { hello } from "../_hello.ts";

/** The recommended chain, plus everything else in the chains of Express and Hono. */
export default function start(): Server {
  const chain = compose(
    recommended({
      accessLog: { to: sink },
      cors: { origin: ORIGIN },
      bodyLimit: { limit: MOST_BYTES },
      timeout: { limit: TIME_LIMIT },
    }),
    rateLimit({ limit: MOST_REQUESTS }),
    session({ secret: SECRET, name: "chain" }),
  );
  return createServer(toNode(chain(hello)));
}
