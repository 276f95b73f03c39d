import { gzipSync } from "node:zlib";
import { TsgiError } from "@tsgi/core";
import { context, eventNames, events } from "@tsgi/harness/lambda-events";
import { describe, expect, test } from "vitest";
import { lambdaContext, lambdaEvent, toLambda, type V2Result } from "../src/index.ts";
import { answered, memoryLog, seen } from "./_apps.ts";

const { v1, v2, url, alb, lattice1, lattice2, edge } = events;

/** Address and port that are believed of a field. */
const peerOf = async (value: string): Promise<unknown[]> => {
  const { remoteAddress, remotePort } = await seen({
    ...alb,
    headers: { ...alb.headers, "x-forwarded-for": value },
  });
  return [remoteAddress, remotePort];
};

/** The bytes of a result's body, whichever kind it is of. */
function bytesOf(result: unknown): Buffer {
  const { body, isBase64Encoded, bodyEncoding } = result as {
    body: string;
    isBase64Encoded?: boolean;
    bodyEncoding?: string;
  };
  return Buffer.from(body, isBase64Encoded === true || bodyEncoding === "base64" ? "base64" : "utf8");
}

describe("request", () => {
  test("cookies in both places are not doubled", async () => {
    const event = { ...v2, headers: { ...v2.headers, cookie: "a=1; b=2" } };
    expect((await seen(event))["cookie"]).toBe("a=1; b=2");
    expect((await seen({ ...event, cookies: undefined }))["cookie"]).toBe("a=1; b=2");
  });

  test("queries of ALB are not encoded twice", async () => {
    const event = { ...alb, queryStringParameters: { a: "x+y%2Bz", "%28b%29": "%28a%29", bad: "%%URL%%" } };
    expect((await seen(event))["queryString"]).toBe("a=x+y%2Bz&%28b%29=%28a%29&bad=%%URL%%");
  });

  test("queries of REST APIs are encoded again", async () => {
    const event = { ...v1, multiValueQueryStringParameters: { "k&": ["a=b&c+d%2", "é"] } };
    expect((await seen(event))["queryString"]).toBe("k%26=a%3Db%26c%2Bd%252&k%26=%C3%A9");
    const single = { ...v1, multiValueQueryStringParameters: null, queryStringParameters: { a: "1 2" } };
    expect((await seen(single))["queryString"]).toBe("a=1%202");
  });

  test("an encoded comma stays one value", async () => {
    expect((await seen({ ...v2, rawQueryString: "k=a%2Cb" }))["queryString"]).toBe("k=a%2Cb");
  });

  test("the decoded path of an HTTP API is encoded again, and no % of it is decoded twice", async () => {
    const event = { ...v2, rawPath: '/dev/a%2Fb c"é?#/ü@:' };
    expect((await seen(event))["pathInfo"]).toBe("/a%252Fb%20c%22%C3%A9%3F%23/%C3%BC@:");
  });

  test("an encoded path stays byte for byte, malformed escapes too", async () => {
    for (const event of [
      { ...url, rawPath: "/%zz/%2C%e3%81%82//x" },
      { ...alb, path: "/%zz/%2C%e3%81%82//x" },
    ]) {
      expect((await seen(event))["pathInfo"]).toBe("/%zz/%2C%e3%81%82//x");
    }
  });

  test("VPC Lattice: every value of a query arrives, from the map or from the path", async () => {
    expect((await seen({ ...lattice2, queryStringParameters: { a: ["1", "2"] } }))["queryString"]).toBe(
      "a=1&a=2",
    );
    expect((await seen({ ...lattice1, raw_path: "/p?a=1&a=2" }))["queryString"]).toBe("a=1&a=2");
    expect((await seen({ ...lattice2, path: "/a b%20c%" }))["pathInfo"]).toBe("/a%20b%20c%25");
  });

  test.each(["GET", "POST", "DELETE"])("%s may have a body; base64 is decoded", async (method) => {
    const text = {
      ...v2,
      requestContext: { ...v2.requestContext, http: { ...v2.requestContext.http, method } },
    };
    expect(await seen({ ...text, body: "é" })).toMatchObject({ method, body: "c3a9" });
    expect(await seen({ ...text, body: "/wA=", isBase64Encoded: true })).toMatchObject({ body: "ff00" });
    expect(await seen({ ...lattice1, method, body: "/wA=", is_base64_encoded: true })).toMatchObject({
      body: "ff00",
    });
    const [record] = edge.Records;
    const request = { ...record.cf.request, method, body: { data: "/wA=", encoding: "base64" } };
    expect(await seen({ Records: [{ cf: { ...record.cf, request } }] })).toMatchObject({
      method,
      body: "ff00",
    });
  });

  test("headers: null, as the console's test sends them", async () => {
    const event = { ...v1, headers: null, multiValueHeaders: null, body: null };
    expect(await seen(event)).toMatchObject({
      pathInfo: "/users/a%2Fb",
      list: [],
      serverName: v1.requestContext.domainName,
    });
    expect(await seen({ ...v2, headers: null, cookies: undefined })).toMatchObject({ list: [] });
  });
});

describe("stage and base path", () => {
  const custom = (path: string, resource: string, proxy?: string): object => ({
    ...v1,
    path,
    resource,
    pathParameters: proxy === undefined ? null : { proxy },
    requestContext: { ...v1.requestContext, domainName: "api.example.com", path },
  });

  test.each([
    ["no mapping, proxy", custom("/users/a%2Fb", "/{proxy+}", "users/a/b"), "", "/users/a%2Fb"],
    [
      "mapping, proxy encoded",
      custom("/base/users/a%2Fb", "/{proxy+}", "users/a%2Fb"),
      "/base",
      "/users/a%2Fb",
    ],
    [
      "mapping, proxy decoded",
      custom("/base/users/a%2Fb", "/{proxy+}", "users/a/b"),
      "/base",
      "/users/a%2Fb",
    ],
    [
      "mapping, nested proxy",
      custom("/base/user/session", "/user/{proxy+}", "session"),
      "/base",
      "/user/session",
    ],
    ["mapping of two levels", custom("/base/v1/x", "/{proxy+}", "x"), "/base/v1", "/x"],
    ["mapping, template", custom("/base/user/7", "/user/{id}"), "/base", "/user/7"],
    ["mapping, root", custom("/base", "/"), "/base", ""],
    ["mapping, root with slash", custom("/base/", "/"), "/base", "/"],
    ["no mapping, root", custom("/", "/"), "", "/"],
    [
      "own domain, root",
      { ...v1, path: "/", requestContext: { ...v1.requestContext, path: "/dev/" } },
      "/dev",
      "/",
    ],
    ["HTTP API with a stage", { ...v2, rawPath: "/dev" }, "/dev", ""],
    ["HTTP API, path that begins alike", { ...v2, rawPath: "/developers" }, "", "/developers"],
    [
      "HTTP API, $default",
      { ...v2, requestContext: { ...v2.requestContext, stage: "$default" } },
      "",
      "/dev/users/a%20b",
    ],
  ])("%s", async (_title, event, scriptName, pathInfo) => {
    expect(await seen(event)).toMatchObject({ scriptName, pathInfo });
  });

  test("the option basePath goes to scriptName if the path lies below it", async () => {
    expect(await seen(alb, { basePath: "/users" })).toMatchObject({
      scriptName: "/users",
      pathInfo: "/a%2Fb",
    });
    expect(await seen(alb, { basePath: "/use" })).toMatchObject({ scriptName: "", pathInfo: "/users/a%2Fb" });
    expect(await seen(v2, { basePath: "/users" })).toMatchObject({
      scriptName: "/dev/users",
      pathInfo: "/a%20b",
    });
    expect(() => toLambda(() => null, { basePath: "api/" })).toThrow(/TSGI_OPTION_INVALID.*"api\/"/);
  });
});

describe("bodies", () => {
  const every = Uint8Array.from({ length: 256 }, (_, i) => i);
  const zipped = gzipSync("text ".repeat(100));
  test.each([
    ["pdf", [["content-type", "application/pdf"]], every, true],
    ["ASCII of a binary type", [["content-type", "application/pdf"]], Buffer.from("%PDF-1.4"), true],
    ["untyped bytes", [], Buffer.from("plain"), true],
    [
      "gzip",
      [
        ["content-type", "text/html"],
        ["content-encoding", "gzip"],
      ],
      zipped,
      true,
    ],
    [
      "zstd of JSON",
      [
        ["content-type", "application/json"],
        ["content-encoding", "zstd"],
      ],
      every,
      true,
    ],
    [
      "text that is invalid UTF-8",
      [["content-type", "text/plain; charset=iso-8859-1"]],
      Buffer.from([0xe9]),
      true,
    ],
    ["text with a byte order mark", [["content-type", "text/plain"]], Buffer.from("\ufeffé"), false],
    ["JSON as bytes", [["content-type", "application/problem+json"]], Buffer.from('{"é":1}'), false],
    ["svg as bytes", [["content-type", "image/svg+xml"]], Buffer.from("<svg/>"), false],
  ] as const)("%s arrives byte for byte", async (_title, headers, body, isBase64) => {
    for (const name of eventNames) {
      const result = await answered(events[name], headers, body);
      expect(bytesOf(JSON.parse(JSON.stringify(result))).equals(Buffer.from(body))).toBe(true);
      expect(
        JSON.stringify(result).includes('"isBase64Encoded":true') ||
          JSON.stringify(result).includes('"bodyEncoding":"base64"'),
      ).toBe(isBase64);
    }
  });

  test("a string is text, whatever its type; half a surrogate pair is U+FFFD", async () => {
    expect(await answered(v2, [], "é\ud800")).toMatchObject({ body: "é\ufffd", isBase64Encoded: false });
  });

  test("streamed bodies are gathered, text as text", async () => {
    const handler = toLambda(async function* (environ, startResponse) {
      startResponse(200, [["content-type", "text/plain"]]);
      yield "a";
      yield environ.queryString === "x" ? Buffer.from("é") : "é";
    });
    expect(await handler(v2, context)).toMatchObject({ body: "aé", isBase64Encoded: false });
    expect(await handler({ ...v2, rawQueryString: "x" }, context)).toMatchObject({
      body: "aé",
      isBase64Encoded: false,
    });
  });

  test("an endless body ends at 6 MB, closed and with 500", async () => {
    const log = memoryLog();
    let closed = 0;
    const handler = toLambda(
      function* (_environ, startResponse) {
        startResponse(200, []);
        try {
          for (;;) yield "x".repeat(100_000);
        } finally {
          closed++;
        }
      },
      { log },
    );
    expect(await handler(v2, context)).toMatchObject({ statusCode: 500, body: "Internal Server Error" });
    expect(closed).toBe(1);
    expect(log.text).toContain("TSGI_BUFFER_LIMIT");
  });

  test("a body that fails half-way is a plain 500, logged once", async () => {
    const log = memoryLog();
    const handler = toLambda(
      function* (_environ, startResponse) {
        startResponse(200, [["x-secret", "1"]]);
        yield "half";
        throw new Error("late");
      },
      { log },
    );
    const result = await handler(v2, context);
    expect(result).toMatchObject({ statusCode: 500, body: "Internal Server Error" });
    expect(result.headers).not.toHaveProperty("x-secret");
    expect(log.text.match(/Error: late/g)).toHaveLength(1);
  });
});

describe("invocation", () => {
  test.each([
    ["an empty object", {}, "it has no keys"],
    ["SQS", { Records: [{ eventSource: "aws:sqs" }] }, '"Records"'],
    ["a schedule", { source: "aws.events", "detail-type": "Scheduled Event" }, '"source", "detail-type"'],
    ["null", null, "null"],
    ["text", "warm up", '"warm up"'],
    ["an HTTP event without a method", { ...v2, requestContext: { http: {} } }, '"rawPath"'],
    ["a response of CloudFront", { Records: [{ cf: { ...edge.Records[0].cf, response: {} } }] }, '"Records"'],
  ])("%s is rejected, its keys named", async (_title, event, names) => {
    const failure: unknown = await toLambda(() => null)(event, context).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TsgiError);
    expect(failure).toMatchObject({ code: "TSGI_EVENT_UNKNOWN", message: expect.stringContaining(names) });
  });

  test("event and context are there by key, and no header replaces them", async () => {
    const headers = {
      ...v2.headers,
      "x-apigateway-event": encodeURIComponent(JSON.stringify({ requestContext: { authorizer: "me" } })),
      "x-amzn-request-context": "{}",
      "x-forwarded-for": "203.0.113.66",
      "x-forwarded-proto": "http",
    };
    const event = { ...v2, headers };
    let got: unknown[] = [];
    await toLambda((environ, startResponse) => {
      got = [environ.get(lambdaEvent), environ.get(lambdaContext), environ.remoteAddress, environ.scheme];
      startResponse(204, []);
      return null;
    })(event, context);
    expect(got[0]).toBe(event);
    expect(got[1]).toBe(context);
    expect(got.slice(2)).toEqual(["192.0.2.1", "https"]);
  });

  test("of X-Forwarded-For only what ALB added is believed", async () => {
    expect(await peerOf("1.1.1.1, 192.0.2.7")).toEqual(["192.0.2.7", 0]);
    expect(await peerOf("1.1.1.1, 192.0.2.7:4711")).toEqual(["192.0.2.7", 4711]);
    expect(await peerOf("[2001:db8::1]:4711")).toEqual(["2001:db8::1", 4711]);
    expect(await peerOf("2001:db8::1")).toEqual(["2001:db8::1", 0]);
  });

  test("interleaved invocations never see each other", async () => {
    const gates: (() => void)[] = [];
    const handler = toLambda(async (environ, startResponse) => {
      const event = environ.get(lambdaEvent);
      await new Promise<void>((resolve) => gates.push(resolve));
      startResponse(200, []);
      return `${environ.queryString} ${event === environ.get(lambdaEvent)} ${(environ.get(lambdaEvent) as typeof v2).rawQueryString}`;
    });
    const running = ["n=1", "n=2", "n=3"].map((rawQueryString) =>
      handler({ ...v2, rawQueryString }, context),
    );
    await expect.poll(() => gates.length).toBe(3);
    for (const open of gates.toReversed()) open();
    expect((await Promise.all(running)).map(({ body }: V2Result) => body)).toEqual([
      "n=1 true n=1",
      "n=2 true n=2",
      "n=3 true n=3",
    ]);
  });

  test("startup runs once, at the first invocation; waitUntil and onFinish are done before it ends", async () => {
    const steps: string[] = [];
    const handler = toLambda({
      startup: async () => void steps.push("startup"),
      handle(environ, startResponse) {
        environ.onFinish(async () => {
          await Promise.resolve();
          steps.push("finished");
        });
        environ.waitUntil(
          new Promise<void>((resolve) => setImmediate(() => (steps.push("work"), resolve()))),
        );
        startResponse(204, []);
        return null;
      },
    });
    expect(steps).toEqual([]);
    await Promise.all([handler(v2, context), handler(v2, context)]);
    steps.push("ended");
    expect(steps.filter((step) => step === "startup")).toHaveLength(1);
    expect(steps.slice(1).toSorted()).toEqual(["ended", "finished", "finished", "work", "work"]);
    expect(steps.at(-1)).toBe("ended");
  });

  test("the handler takes two parameters: a third would be a callback", () => {
    expect(toLambda(() => null)).toHaveLength(2);
  });

  test("callbackWaitsForEmptyEventLoop is set if the option asks for it", async () => {
    const own = { ...context };
    await toLambda(() => null, { log: memoryLog() })(v2, own);
    expect(own.callbackWaitsForEmptyEventLoop).toBe(true);
    await toLambda(() => null, { log: memoryLog(), callbackWaitsForEmptyEventLoop: false })(v2, own);
    expect(own.callbackWaitsForEmptyEventLoop).toBe(false);
  });

  test("HEAD keeps the length and sends no body", async () => {
    const http = { ...v2.requestContext.http, method: "HEAD" };
    const result = await answered({ ...v2, requestContext: { ...v2.requestContext, http } }, [], "12345");
    expect(result).toMatchObject({ statusCode: 200, body: "", headers: { "content-length": "5" } });
  });
});
