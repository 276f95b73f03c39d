export { environOf, fromFastify, type FastifyApp } from "./from-fastify.ts";
export { fastifyReply, fastifyRequest } from "./keys.ts";
export { toFastify, type FastifyOptions } from "./to-fastify.ts";
