import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { onTestFinished } from "vitest";

/** A Fastify that is closed when the test is over. */
export function makeFastify(options: FastifyServerOptions = {}): FastifyInstance {
  const fastify = Fastify({ forceCloseConnections: true, ...options });
  onTestFinished(() => fastify.close());
  return fastify;
}

/** Listens on a free port. Returns the URL, without a slash at its end. */
export async function listen(fastify: FastifyInstance): Promise<string> {
  return fastify.listen({ port: 0, host: "127.0.0.1" });
}
