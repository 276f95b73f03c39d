import { Hono } from "hono";

/** The usual handler of Hono, on a route like the one that a mount has. */
export default new Hono().get("/*", (context) =>
  context.body("Hello, TSGI world!", 200, { "content-type": "text/plain; charset=utf-8" }),
);
