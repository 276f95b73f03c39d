import { createServer, type Server } from "node:http";
import express from "express";

/** The usual handler of Express, for the same answer: without an ETag. */
export default function start(): Server {
  const app = express().disable("etag");
  app.use("/", (_request, response) => {
    response.set("content-type", "text/plain; charset=utf-8").send("Hello, TSGI world!");
  });
  return createServer(app);
}
