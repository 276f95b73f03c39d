import { Hono } from "hono";
import { stream } from "hono/streaming";
import { subscribe } from "./_hub.ts";
import { hash } from "./_sha256.ts";
import {
  BYTES_TYPE,
  EVENTS_TYPE,
  JSON_TYPE,
  TEXT,
  TEXT_TYPE,
  WHOLE,
  jsonOf,
  pieces,
} from "../scenarios/_payload.ts";

/** The same application in Hono, as its users write it. */
export function honoApp(): Hono {
  const app = new Hono();
  app.get("/text", (context) => context.body(TEXT, 200, { "content-type": TEXT_TYPE }));
  app.get("/json", (context) =>
    context.body(
      jsonOf((name) => context.req.header(name)),
      200,
      { "content-type": JSON_TYPE },
    ),
  );
  app.post("/echo", async (context) =>
    context.body(JSON.stringify(await context.req.json()), 200, { "content-type": JSON_TYPE }),
  );
  app.post("/hash", async (context) =>
    context.body(await hash(new Uint8Array(await context.req.arrayBuffer())), 200, {
      "content-type": TEXT_TYPE,
    }),
  );
  app.get("/whole", (context) =>
    context.body(WHOLE as Uint8Array<ArrayBuffer>, 200, { "content-type": BYTES_TYPE }),
  );
  app.get("/chunks", (context) => {
    context.header("content-type", BYTES_TYPE);
    return stream(context, async (to) => {
      for (const piece of pieces()) await to.write(piece);
    });
  });
  app.get("/events", (context) => {
    context.header("content-type", EVENTS_TYPE);
    return stream(context, async (to) => {
      const events = subscribe();
      to.onAbort(() => void events.return!());
      for await (const event of events) await to.write(event);
    });
  });
  for (let depth = 0; depth < 10; depth++) app.use("/deep", (_context, next) => next());
  app.get("/deep", (context) => context.body(TEXT, 200, { "content-type": TEXT_TYPE }));
  return app;
}
