/** Applications in other frameworks, for pages that run them on TSGI: here `shop`, `api` and `files` belong to the frameworks. */
import { createKey } from "@tsgi/core";
import compression from "compression";
import express from "express";
import Fastify, { type FastifyInstance } from "fastify";
import helmet from "helmet";
import { Hono } from "hono";
import Koa from "koa";

export { compression, express, Fastify, helmet };

export const expressApp: express.Express = express().get("/{*path}", (_request, response) => {
  response.send("express");
});
export const fastify: FastifyInstance = Fastify().get("/*", async () => "fastify");
export const hono: Hono = new Hono().get("*", (context) => context.text("hono"));
export const koa = new Koa().use((context) => void (context.body = "koa"));
export const h3 = { fetch: (_request: Request): Response => new Response("h3") };
export const worker = {
  fetch: (_request: Request, env: { SECRET?: string }): Response => Response.json(env),
};

export const user = createKey<string>("example.user");
export const users = { find: async (id: string): Promise<{ id: string }> => ({ id }) };
