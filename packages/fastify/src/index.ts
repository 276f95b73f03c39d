export { fastifyReply, fastifyRequest } from "./keys.ts";
export { toFastify, type FastifyOptions } from "./to-fastify.ts";
