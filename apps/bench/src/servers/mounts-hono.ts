import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { TEXT, TEXT_TYPE } from "../scenarios/_payload.ts";
import { treesOf } from "./_trees.ts";

const application = (): Hono =>
  new Hono().get("/text", (context) => context.body(TEXT, 200, { "content-type": TEXT_TYPE }));

export default function start(): Server {
  const treeOf = treesOf((places) => {
    const app = new Hono();
    for (const place of places) app.route(place, application());
    return getRequestListener(app.fetch);
  });
  return createServer((request, response) => treeOf(request.url!)(request, response));
}
