/** An application mounted in each framework, listening on a free port. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Application } from "@tsgi/core";
import { toExpress } from "@tsgi/express";
import { toFastify } from "@tsgi/fastify";
import { toHono } from "@tsgi/hono";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";

interface Served {
  readonly url: string;
  close(): unknown;
}

export function onExpress(app: Application): Promise<Served> {
  return listen(express().use(toExpress(app)));
}

export async function onFastify(app: Application): Promise<Served> {
  const server = fastify({ forceCloseConnections: true }).register(toFastify(app));
  return { url: `${await server.listen({ port: 0 })}/`, close: () => server.close() };
}

export function onHono(app: Application): Promise<Served> {
  const { fetch } = new Hono().all("*", toHono(app));
  return listen(getRequestListener(fetch, { overrideGlobalObjects: false }));
}

async function listen(listener: RequestListener): Promise<Served> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}
