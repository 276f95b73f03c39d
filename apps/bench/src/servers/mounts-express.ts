import { createServer, type Server } from "node:http";
import express, { type Express, type Router } from "express";
import { TEXT, TEXT_TYPE } from "../scenarios/_payload.ts";
import { treesOf } from "./_trees.ts";

const router = (): Router =>
  express.Router().get("/text", (_request, response) => {
    response.set("content-type", TEXT_TYPE).send(TEXT);
  });

export default function start(): Server {
  const treeOf = treesOf((places): Express => {
    const app = express().disable("etag").disable("x-powered-by");
    for (const place of places) app.use(place, router());
    return app;
  });
  return createServer((request, response) => treeOf(request.url!)(request, response));
}
