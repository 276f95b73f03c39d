import { Readable } from "node:stream";
import Koa from "koa";
import type { Application } from "@tsgi/core";
import { fromNode } from "@tsgi/node/from";

const koa = new Koa();
koa.silent = true;

koa.use((context) => {
  const { method, path, querystring: query } = context;
  switch (path) {
    case "/hello":
      context.body = { kind: "koa", method, path, query };
      break;
    case "/echo":
      context.type = context.get("content-type") || "application/octet-stream";
      context.body = context.req;
      break;
    case "/stream":
      context.type = "text/plain";
      context.body = Readable.from(["one\n", "two\n", "three\n"]);
      break;
    case "/cookies":
      context.set("set-cookie", ["a=1", "b=2"]);
      context.type = "text/plain";
      context.body = context.get("cookie");
      break;
    case "/error":
      throw new Error("a secret of the sample");
    default:
      context.status = 404;
      context.type = "text/plain";
      context.body = "Not Found";
  }
});

/** The sample in Koa. */
export const app: Application = fromNode(koa.callback());
