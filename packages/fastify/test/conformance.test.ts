import Fastify, { type FastifyServerOptions } from "fastify";
import { conformance, type RunningHost } from "@tsgi/conformance";
import { toFastify } from "@tsgi/fastify";
import type { Application } from "@tsgi/core";

const ownProcess = "it runs in the process of this test";
const bareErrors = {
  cannotRun: "an error before the head goes to Fastify's error handler, which decides on the answer",
};
const rawTarget = { cannotRun: "Fastify's router answers 400 to a path with a malformed %" };

conformance("Fastify 5", start(), {
  lacks: {
    methodCase: "llhttp knows a fixed list of methods, in upper case",
    ownProcess,
    bareErrors,
    expectReuse: "Node's server sends 100 Continue before Fastify is asked",
    rawTarget,
    halfClose: "Node's server ends a connection whose client has ended its side",
  },
});

conformance("Fastify 5 over HTTP/2", start({ http2: true } as FastifyServerOptions), {
  lacks: {
    methodCase: "Fastify's router knows the methods that it was told of, in upper case",
    ownProcess,
    bareErrors,
    rawTarget,
  },
  http2: true,
});

/** Mounted below a path, and at the root for targets that have none; with a log that can be read. */
function start(options: FastifyServerOptions = {}): (app: Application) => Promise<RunningHost> {
  return async (app) => {
    let log = "";
    const stream = { write: (line: string) => void (log += textOf(JSON.parse(line) as LogRecord)) };
    const logger = { level: "error", stream };
    const fastify = Fastify({ ...options, logger, forceCloseConnections: true });
    for (const method of ["PROPFIND", "PURGE"]) fastify.addHttpMethod(method);
    fastify.addHttpMethod("QUERY", { overrideExisting: true }); // without a body it needs no content type
    // Fastify's own handler sends an error's message to the client.
    fastify.setErrorHandler((error: Error, request, reply) => {
      request.log.error(error);
      return reply.code(500).send("Internal Server Error");
    });
    const plugin = toFastify(app);
    await fastify.register(plugin, { prefix: "/api" });
    await fastify.register(plugin);
    const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
    return { url: `${url}/api`, close: () => fastify.close(), log: () => log };
  };
}

/** What pino writes for a text, or for an error, with its causes. */
interface LogRecord {
  readonly msg: string;
  readonly err?: { readonly stack: string };
}

function textOf({ msg, err }: LogRecord): string {
  return `${err?.stack ?? msg}\n`;
}
