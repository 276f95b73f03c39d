/** Body parsers of Express and Koa behind the events of Lambda, with real packages on both sides. */
import { text } from "node:stream/consumers";
import { toLambda } from "@tsgi/aws-lambda";
import { fromExpress } from "@tsgi/express";
import { context, eventNames, events, withBody, withFields } from "@tsgi/harness/lambda-events";
import { fromNode } from "@tsgi/node";
import express from "express";
import Koa from "koa";
import { describe, expect, test } from "vitest";

const JSON_TYPE = [["Content-Type", "application/json"]] as const;
const FORM_TYPE = [["Content-Type", "application/x-www-form-urlencoded"]] as const;

const withExpress = fromExpress(
  express()
    .use(express.json(), express.urlencoded({ extended: false }), express.raw({ type: "image/*" }))
    .use((request, response) => {
      const body: unknown = request.body;
      response.json({ body: Buffer.isBuffer(body) ? body.toString("hex") : body });
    }),
);

const withKoa = fromNode(
  new Koa()
    .use(async (ctx) => {
      // As the parsers of Koa do it: a request without a body has no type.
      const type = ctx.request.is("json");
      ctx.body = {
        length: ctx.request.length,
        body: type === "json" ? JSON.parse(await text(ctx.req)) : type,
      };
    })
    .callback(),
);

const bodyOf = (result: unknown): unknown => {
  const { body, isBase64Encoded } = result as { body: string; isBase64Encoded?: boolean };
  return JSON.parse(isBase64Encoded === true ? Buffer.from(body, "base64").toString() : body);
};

describe.each(eventNames)("%s, whose event has no Content-Length", (name) => {
  const json = withFields(name, withBody(name, events[name], '{"a":"é"}', false), JSON_TYPE);

  test("Express parses JSON, forms and bytes", async () => {
    const handler = toLambda(withExpress);
    expect(bodyOf(await handler(json, context))).toEqual({ body: { a: "é" } });
    const form = withFields(name, withBody(name, events[name], "a=1&b=2", false), FORM_TYPE);
    expect(bodyOf(await handler(form, context))).toEqual({ body: { a: "1", b: "2" } });
    const bytes = withFields(name, withBody(name, events[name], "/wA=", true), [
      ["Content-Type", "image/png"],
    ]);
    expect(bodyOf(await handler(bytes, context))).toEqual({ body: "ff00" });
  });

  test("Koa sees the type and the length", async () => {
    const handler = toLambda(withKoa);
    expect(bodyOf(await handler(json, context))).toEqual({ length: 10, body: { a: "é" } });
  });
});
