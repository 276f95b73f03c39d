import { toLambda, type LambdaContext } from "@tsgi/aws-lambda";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { hello } from "./_hello.ts";
import { headers } from "./rows.ts";

/** What is measured without a server: functions that give the same for the same. */
export interface CallRow {
  readonly name: string;
  /** Its cost is 1. */
  readonly control: Call;
  readonly ours: Call;
  /** What must be equal of what they give. */
  compared(result: unknown): unknown;
}

export interface Call {
  readonly name: string;
  run(): Promise<unknown>;
}

const { cookie, ...fields } = headers;
const HOST = "abc.execute-api.eu-west-1.amazonaws.com";
const event = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/",
  rawQueryString: "",
  cookies: cookie!.split("; "),
  headers: { host: HOST, ...fields },
  requestContext: {
    accountId: "123456789012",
    apiId: "abc",
    domainName: HOST,
    domainPrefix: "abc",
    http: { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "" },
    requestId: "JKJaXmPLvHcESHA=",
    routeKey: "$default",
    stage: "$default",
    time: "12/Mar/2026:19:03:58 +0000",
    timeEpoch: 1_773_342_238_000,
  },
  isBase64Encoded: false,
};
const context = { callbackWaitsForEmptyEventLoop: true } as LambdaContext;

const tsgi = toLambda(hello);
const hono = handle(
  new Hono().get("/*", (c) =>
    c.body("Hello, TSGI world!", 200, { "content-type": "text/plain; charset=utf-8" }),
  ),
);

export const callRows: readonly CallRow[] = [
  {
    name: "aws-lambda",
    control: { name: "hono/aws-lambda", run: () => hono(event as never, context as never) },
    ours: { name: "@tsgi/aws-lambda", run: () => tsgi(event, context) },
    compared(result) {
      const { headers: all, ...rest } = result as { headers: Record<string, string> };
      // API Gateway counts the length itself: Hono leaves it to that.
      const { "content-length": _, ...others } = all;
      return { ...rest, headers: others };
    },
  },
];
