import { connect } from "node:http2";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { mount, type Application } from "@tsgi/core";
import { fromExpress, toExpress } from "@tsgi/express";
import { serve } from "@tsgi/node";
import express from "express";
import { serving } from "./_expresses.ts";

const hello: Application = (_environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return "hello";
};

test("an Express application beside others over HTTP/2, which Express by itself does not support", async () => {
  const shop = express();
  shop.get(
    "/items/:id",
    (request, response) => void response.json({ ...request.params, url: request.originalUrl }),
  );
  const server = await serve(mount({ "/shop": fromExpress(shop), "/": hello }), {
    port: 0,
    http2: true,
    signals: false,
  });
  onTestFinished(() => server.close());
  const session = connect(server.url);
  onTestFinished(() => session.close());
  expect(await text(session.request({ ":path": "/shop/items/7" }))).toBe('{"id":"7","url":"/shop/items/7"}');
  expect(await text(session.request({ ":path": "/" }))).toBe("hello");
});

test("an Express application in another, by way of TSGI", async () => {
  const inner = express().use(express.json());
  inner.post("/items", (request, response) => {
    const { url, baseUrl, originalUrl, body } = request;
    response.status(201).json({ url, baseUrl, originalUrl, body: body as unknown });
  });
  const url = await serving(express().use("/shop", toExpress(fromExpress(inner))));
  const answer = await fetch(`${url}/shop/items?x`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"name":"hat"}',
  });
  expect([answer.status, await answer.json()]).toEqual([
    201,
    { url: "/items?x", baseUrl: "/shop", originalUrl: "/shop/items?x", body: { name: "hat" } },
  ]);
});
