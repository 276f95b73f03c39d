import { createServer, type Server } from "node:http";
import fastify, { type FastifyInstance } from "fastify";
import { TEXT, TEXT_TYPE } from "../scenarios/_payload.ts";
import { treesOf } from "./_trees.ts";

async function plugin(instance: FastifyInstance): Promise<void> {
  instance.get("/text", (_request, reply) => reply.header("content-type", TEXT_TYPE).send(TEXT));
}

export default async function start(): Promise<Server> {
  const instances: FastifyInstance[] = [];
  const treeOf = treesOf((places) => {
    const app = fastify();
    for (const place of places) app.register(plugin, { prefix: place });
    instances.push(app);
    return app;
  });
  for (const instance of instances) await instance.ready();
  return createServer((request, response) => treeOf(request.url!).routing(request, response));
}
