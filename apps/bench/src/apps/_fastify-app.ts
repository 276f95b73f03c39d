import { Readable } from "node:stream";
import fastify, { type FastifyInstance } from "fastify";
import { events } from "./_node-app.ts";
import { sha256 } from "./_sha256.ts";
import { BYTES_TYPE, JSON_TYPE, TEXT, TEXT_TYPE, WHOLE, jsonOf, pieces } from "../scenarios/_payload.ts";

const BYTES = Buffer.from(WHOLE.buffer, WHOLE.byteOffset, WHOLE.byteLength);

/** The same application in Fastify, as its users write it. */
export function fastifyApp(): FastifyInstance {
  const app = fastify();
  app.addContentTypeParser(BYTES_TYPE, { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.get("/text", (_request, reply) => reply.header("content-type", TEXT_TYPE).send(TEXT));
  app.get("/json", (request, reply) =>
    reply
      .header("content-type", JSON_TYPE)
      .send(jsonOf((name) => request.headers[name] as string | undefined)),
  );
  app.post("/echo", (request, reply) => reply.send(request.body));
  app.post("/hash", (request, reply) =>
    reply.header("content-type", TEXT_TYPE).send(sha256(request.body as Buffer)),
  );
  app.get("/whole", (_request, reply) => reply.header("content-type", BYTES_TYPE).send(BYTES));
  app.get("/chunks", (_request, reply) =>
    reply.header("content-type", BYTES_TYPE).send(Readable.from(pieces())),
  );
  app.get("/events", (_request, reply) => {
    reply.hijack();
    events(reply.raw);
  });
  app.get("/deep", { onRequest: Array.from({ length: 10 }, () => pass()) }, (_request, reply) =>
    reply.header("content-type", TEXT_TYPE).send(TEXT),
  );
  return app;
}

function pass() {
  return (_request: object, _reply: object, done: () => void): void => done();
}
