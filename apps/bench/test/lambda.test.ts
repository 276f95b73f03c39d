import { toLambda, type LambdaContext } from "@tsgi/aws-lambda";
import type { Environ } from "@tsgi/core";
import { describe, expect, test } from "vitest";
import { lambda as contestants } from "../src/contestants/lambda.ts";
import { assertResult, WrongAnswer } from "../src/measure/_assert-answer.ts";
import { eventOf } from "../src/scenarios/_events-of-lambda.ts";
import { lambda as scenarios } from "../src/scenarios/lambda.ts";
import type { Answer } from "../src/scenarios/scenario.ts";

const context = { awsRequestId: "id", callbackWaitsForEmptyEventLoop: true } as LambdaContext;
const text: Answer = { status: 200, type: "text/plain; charset=utf-8", body: "hällo" };
const headers = { "Content-Type": "text/plain; charset=utf-8" };

describe.each(scenarios)("$id", ({ event, request, answer }) => {
  test("describes the request to the reader of the event", async () => {
    let seen: Environ | undefined;
    const handler = toLambda((environ, startResponse) => {
      seen = environ;
      startResponse(204, []);
      return null;
    });
    await handler(eventOf(event!, request), context);
    expect(seen!.method).toBe(request.method);
    expect(seen!.target.replace(/^\/stage/, "")).toBe(request.path);
    expect(seen!.remoteAddress).toBe("203.0.113.7");
    for (const [name, value] of Object.entries(request.headers)) expect(seen!.header(name)).toBe(value);
  });

  test("has a response that is recognised", () => {
    const result = {
      statusCode: answer.status,
      headers: { "content-type": answer.type },
      body: Buffer.from(answer.body as string).toString("base64"),
      isBase64Encoded: true,
    };
    expect(() => assertResult(event!, result, answer)).not.toThrow();
  });
});

describe("a result", () => {
  test("is also right as text", () => {
    expect(() => assertResult("v2", { statusCode: 200, headers, body: "hällo" }, text)).not.toThrow();
  });

  test("has lists of header fields only for a REST API", () => {
    const result = { statusCode: 200, multiValueHeaders: { "content-type": [text.type] }, body: "hällo" };
    expect(() => assertResult("v1", result, text)).not.toThrow();
    for (const event of ["v2", "alb"] as const) {
      expect(() => assertResult(event, result, text)).toThrow("content-type undefined");
    }
  });

  test.each<[string, unknown]>([
    ["status undefined", null],
    ["status 502", { statusCode: 502, headers, body: "hällo" }],
    ["content-type undefined", { statusCode: 200, body: "hällo" }],
    ["body of 0 bytes", { statusCode: 200, headers }],
    ["body of 3 bytes", { statusCode: 200, headers, body: "hällo", isBase64Encoded: true }],
  ])("is wrong with %s", (what, result) => {
    expect(() => assertResult("v2", result, text)).toThrow(WrongAnswer);
    expect(() => assertResult("v2", result, text)).toThrow(`answers with ${what}`);
  });
});

describe("contestants on Lambda", () => {
  test("fail only in scenarios they take part in", () => {
    for (const { scenarios: ids, fails = [] } of contestants) {
      for (const id of fails) expect(ids).toContain(id);
    }
  });
});
