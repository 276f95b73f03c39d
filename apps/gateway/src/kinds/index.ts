/** The same small sample in each kind of application that has no larger one behind the gateway. */
import { mount, type Application } from "@tsgi/core";
import { app as connect } from "./connect.ts";
import { app as fetch } from "./fetch.ts";
import { app as koa } from "./koa.ts";
import { app as lambda } from "./lambda.ts";
import { app as node } from "./node.ts";
import { app as tsgi } from "./tsgi.ts";
import { app as worker } from "./worker.ts";
import { app as wsgi } from "./wsgi.ts";

export const kinds: Application = mount({
  "/tsgi": tsgi,
  "/wsgi": wsgi,
  "/fetch": fetch,
  "/worker": worker,
  "/node": node,
  "/connect": connect,
  "/koa": koa,
  "/lambda": lambda,
});
