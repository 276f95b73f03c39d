import { createServer, type Server } from "node:http";
import { createHandler } from "@universal-middleware/express";
import express from "express";
import { fetchApp } from "../apps/_fetch-app.ts";
import { sha256 } from "../apps/_sha256.ts";

export default function start(): Server {
  const app = fetchApp({ sha256 });
  const handler = createHandler(() => (request) => app(request))();
  return createServer(
    express()
      .disable("x-powered-by")
      .use(handler as never),
  );
}
