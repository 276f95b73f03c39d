import express, { type Express } from "express";

/** An Express application as small as they get: one route, one answer. */
export function expressApp(): Express {
  const app = express();
  app.get("/", (_request, response) => {
    response.set("content-type", "text/plain; charset=utf-8").send("Hello, TSGI world!");
  });
  return app;
}
