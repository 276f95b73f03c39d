import type { Key } from "@tsgi/core";
import { hostKey } from "@tsgi/core/server";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * The request object of Fastify, with its decorations. An application that reads it runs only on Fastify.
 *
 * @example
 * const id = environ.get(fastifyRequest)?.id;
 */
export const fastifyRequest: Key<FastifyRequest> = hostKey("fastify.request");

/** The reply object of Fastify. Only read it: sending with it bypasses TSGI. */
export const fastifyReply: Key<FastifyReply> = hostKey("fastify.reply");
