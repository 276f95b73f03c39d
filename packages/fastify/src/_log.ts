import type { ErrorLog } from "@tsgi/core";
import type { FastifyBaseLogger } from "fastify";

/** Returns Fastify's logger as an application's log: each write is one record of level `error`. */
export function logOf(logger: FastifyBaseLogger): ErrorLog {
  return {
    write(text) {
      const message = text.endsWith("\n") ? text.slice(0, -1) : text;
      if (message !== "") logger.error(message);
    },
    flush() {},
  };
}
