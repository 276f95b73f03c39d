import type { Key } from "@tsgi/core";
import { hostKey } from "@tsgi/core/server";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * The request as Fastify has it, decorations included. An application that reads it runs on Fastify only.
 *
 * @example
 * const id = environ.get(fastifyRequest)?.id;
 */
export const fastifyRequest: Key<FastifyRequest> = hostKey("fastify.request");

/** The reply as Fastify has it. To send with it is to answer beside TSGI. */
export const fastifyReply: Key<FastifyReply> = hostKey("fastify.reply");
