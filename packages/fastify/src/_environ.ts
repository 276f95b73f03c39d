import type { Key } from "@tsgi/core";
import { NodeEnviron } from "@tsgi/node/adapter";
import type { FastifyExchange } from "./_exchange.ts";
import { fastifyReply, fastifyRequest } from "./keys.ts";

/** An Environ that leads to Fastify's objects when it is asked for them, and costs nothing otherwise. */
export class FastifyEnviron extends NodeEnviron {
  declare readonly exchange: FastifyExchange;

  protected override hostValue(key: Key<unknown>): unknown {
    if (key === fastifyRequest) return this.exchange.fastifyRequest;
    if (key === fastifyReply) return this.exchange.reply;
    return undefined;
  }
}
