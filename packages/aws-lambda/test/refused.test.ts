import { context, events } from "@tsgi/harness/lambda-events";
import { describe, expect, test } from "vitest";
import type { HeaderList } from "@tsgi/core";
import { toLambda, toLambdaStream, type EdgeResult } from "../src/index.ts";
import { answered, memoryLog } from "./_apps.ts";

const { v1, v2, edge } = events;

describe("events of API Gateway that are not requests", () => {
  const arn = "arn:aws:execute-api:us-east-1:123456789012:abc/dev/GET/users";
  const socket = {
    routeKey: "$connect",
    eventType: "CONNECT",
    messageDirection: "IN",
    connectionId: "d=",
    connectedAt: 1,
    stage: "dev",
    domainName: "abc.execute-api.us-east-1.amazonaws.com",
  };
  test.each([
    ["an authorizer of a REST API", { ...v1, type: "REQUEST", methodArn: arn }, "authorizer"],
    [
      "an authorizer of a REST API by token",
      { type: "TOKEN", methodArn: arn, authorizationToken: "t" },
      "authorizer",
    ],
    [
      "an authorizer of an HTTP API, 1.0",
      { ...v1, version: "1.0", type: "REQUEST", methodArn: arn },
      "authorizer",
    ],
    [
      "an authorizer of an HTTP API, 2.0",
      { ...v2, type: "REQUEST", routeArn: arn, identitySource: [] },
      "authorizer",
    ],
    [
      "an authorizer of a WebSocket API",
      { type: "REQUEST", methodArn: arn, requestContext: socket },
      "authorizer",
    ],
    ["a WebSocket that connects", { headers: v1.headers, requestContext: socket }, "WebSocket"],
    [
      "the same with members of a request",
      { ...v1, requestContext: { ...v1.requestContext, ...socket } },
      "WebSocket",
    ],
    ["a message", { requestContext: { ...socket, eventType: "MESSAGE" }, body: "{}" }, "WebSocket"],
  ])("%s is rejected, the error says what it is", async (_title, event, word) => {
    let calls = 0;
    const app = (): null => (calls++, null);
    const expected = { code: "TSGI_EVENT_UNKNOWN", message: expect.stringContaining(word) };
    await expect(toLambda(app)(event, context)).rejects.toMatchObject(expected);
    const stream = { write: () => true } as never;
    await expect(toLambdaStream(app)(event, stream, context)).rejects.toMatchObject(expected);
    expect(calls).toBe(0);
  });

  test("no header or query that a client sends makes a request one of these", async () => {
    const names = { type: "REQUEST", methodArn: arn, routeArn: arn, connectionId: "d=" };
    const event = { ...v2, headers: { ...v2.headers, ...names }, queryStringParameters: names };
    expect(await answered(event, [], "ok")).toMatchObject({ statusCode: 200 });
  });
});

describe("fields that CloudFront refuses", () => {
  const { cf } = edge.Records[0];
  const at = (eventType: string): object => ({
    Records: [{ cf: { ...cf, config: { ...cf.config, eventType } } }],
  });
  const sent = async (eventType: string, fields: HeaderList): Promise<[names: string[], log: string]> => {
    const log = memoryLog();
    const result = (await answered(at(eventType), fields, "ok", log)) as EdgeResult;
    return [Object.keys(result.headers), log.text];
  };

  const never = [
    "Expect",
    "Via",
    "X-Accel-Buffering",
    "X-Accel-Charset",
    "X-Accel-Limit-Rate",
    "X-Accel-Redirect",
    "X-Amz-Cf-Id",
    "X-Amz-Cf-Pop",
    "X-Amzn-Auth",
    "X-Amzn-Cf-Billing",
    "X-Amzn-Cf-Id",
    "X-Amzn-Cf-Xff",
    "X-Amzn-Errortype",
    "X-Amzn-Fle-Profile",
    "X-Amzn-Header-Count",
    "X-Amzn-Header-Order",
    "X-Amzn-Lambda-Integration-Tag",
    "X-Amzn-RequestId",
    "X-Cache",
    "X-Edge-Location",
    "X-Forwarded-Proto",
    "X-Real-IP",
  ];
  const ofOrigin = [
    "Accept-Encoding",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
  ];
  const allowed = ["x-cached", "x-amzn-trace-id", "x-amz-meta-a", "x-edge", "x-my-via", "set-cookie"];

  test.each([
    ["viewer-request", [...never, "Host"], ofOrigin],
    ["origin-request", [...never, ...ofOrigin], []],
  ] as const)("%s: are left out, and one line of the log names them", async (eventType, refused, more) => {
    const kept = [...allowed, ...more];
    const fields = [...refused, ...kept].map((name) => [name, "1"] as const);
    const [names, log] = await sent(eventType, fields);
    expect(names).toEqual(kept.map((name) => name.toLowerCase()));
    expect(log).toMatch(/^\[tsgi\/aws-lambda\] CloudFront rejects [^\n]*\n$/);
    for (const name of refused) expect(log).toContain(name.toLowerCase());
  });

  test("Content-Length, which is CloudFront's own, is left out in silence", async () => {
    expect(await sent("viewer-request", [["Content-Length", "2"]])).toEqual([[], ""]);
  });

  test("go out by all other kinds", async () => {
    const result = await answered(
      v2,
      [
        ["via", "1.1 a"],
        ["x-cache", "HIT"],
      ],
      "ok",
    );
    expect(result).toMatchObject({ headers: { via: "1.1 a", "x-cache": "HIT" } });
  });
});
