import express, { type Express } from "express";
import { chunks, events } from "./_node-app.ts";
import { sha256 } from "./_sha256.ts";
import { BYTES_TYPE, JSON_TYPE, TEXT, TEXT_TYPE, WHOLE, jsonOf } from "../scenarios/_payload.ts";

const BYTES = Buffer.from(WHOLE.buffer, WHOLE.byteOffset, WHOLE.byteLength);

/** The same application in Express, as its users write it; without an ETag, like the others. */
export function expressApp(): Express {
  const app = express().disable("etag").disable("x-powered-by");
  app.get("/text", (_request, response) => {
    response.set("content-type", TEXT_TYPE).send(TEXT);
  });
  app.get("/json", (request, response) => {
    response.set("content-type", JSON_TYPE).send(jsonOf((name) => request.get(name)));
  });
  app.post("/echo", express.json(), (request, response) => {
    response.json(request.body);
  });
  app.post("/hash", express.raw({ limit: "1mb" }), (request, response) => {
    response.set("content-type", TEXT_TYPE).send(sha256(request.body as Buffer));
  });
  app.get("/whole", (_request, response) => {
    response.set("content-type", BYTES_TYPE).send(BYTES);
  });
  app.get("/chunks", (_request, response) => chunks(response));
  app.get("/events", (_request, response) => events(response));
  for (let depth = 0; depth < 10; depth++) app.use("/deep", (_request, _response, next) => next());
  app.get("/deep", (_request, response) => {
    response.set("content-type", TEXT_TYPE).send(TEXT);
  });
  return app;
}
