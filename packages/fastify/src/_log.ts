import type { ErrorLog } from "@tsgi/core";
import type { FastifyBaseLogger } from "fastify";

/** Fastify's logger as an application's log: what is written at once is one record, of level `error`. */
export function logOf(logger: FastifyBaseLogger): ErrorLog {
  return {
    write(text) {
      const message = text.endsWith("\n") ? text.slice(0, -1) : text;
      if (message !== "") logger.error(message);
    },
    flush() {},
  };
}
