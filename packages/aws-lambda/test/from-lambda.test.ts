import { TsgiError } from "@tsgi/core";
import { eventNames } from "@tsgi/harness/lambda-events";
import { createClient, type Client } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { describe, expect, test } from "vitest";
import { fromLambda, type FromLambdaOptions, type LambdaFunction } from "../src/from/index.ts";

type AnyFunction = LambdaFunction<never, never, never>;
interface Picture {
  readonly event: Record<string, never> & { readonly requestContext: Record<string, never> };
}

/** A client of the function, the application validated. */
function clientOf(handler: AnyFunction, options?: FromLambdaOptions & { rethrow?: boolean }): Client {
  const { rethrow = true, ...rest } = options ?? {};
  const app = validate(fromLambda(handler, rest));
  return createClient(app, {
    rethrow,
    remoteAddress: "198.51.100.7",
    remotePort: 4711,
    serverName: "127.0.0.1",
  });
}

/** The event and context that a request becomes. */
async function eventOf(
  ask: (client: Client) => Promise<unknown>,
  options?: FromLambdaOptions,
): Promise<Picture["event"]> {
  let seen: unknown;
  const handler = (event: unknown): object => {
    seen = event;
    return { statusCode: 200, status: "200" };
  };
  await using client = clientOf(handler as AnyFunction, options);
  await ask(client);
  return seen as Picture["event"];
}

describe("the event", () => {
  test("of payload format 2.0 has the path decoded and the query as sent", async () => {
    const event = await eventOf((client) =>
      client.post("/a%20b/%C3%BC?x=1&x=2&y=a%2Cb", {
        body: "text",
        headers: [
          ["Content-Type", "text/plain"],
          ["Cookie", "a=1; b=2"],
          ["X-List", "1"],
          ["x-list", "2"],
          ["Connection", "keep-alive"],
          ["X-Forwarded-For", "203.0.113.9"],
        ],
      }),
    );
    expect(event).toMatchObject({
      version: "2.0",
      rawPath: "/a b/ü",
      rawQueryString: "x=1&x=2&y=a%2Cb",
      queryStringParameters: { x: "1,2", y: "a,b" },
      cookies: ["a=1", "b=2"],
      headers: { "content-type": "text/plain", "x-list": "1, 2", "x-forwarded-for": "203.0.113.9" },
      requestContext: {
        stage: "$default",
        domainName: "127.0.0.1",
        http: { method: "POST", path: "/a b/ü", protocol: "HTTP/1.1", sourceIp: "198.51.100.7" },
      },
      body: "text",
      isBase64Encoded: false,
    });
    expect(Object.keys(event["headers"]!)).not.toContain("connection");
    expect(Object.keys(event["headers"]!)).not.toContain("cookie");
    expect(event.requestContext["time"]).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  test.each([
    ["text/plain", false],
    ["application/json; charset=utf-8", false],
    ["application/xml", false],
    ["application/x-www-form-urlencoded", true],
    ["application/jsonlines", true],
    ["image/png", true],
    [undefined, true],
  ])("of a body of type %s: base64 is %s", async (type, isBase64) => {
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    const event = await eventOf((client) =>
      client.post("/", { body: new TextEncoder().encode("a=1"), headers }),
    );
    expect([event["body"], event["isBase64Encoded"]]).toEqual(isBase64 ? ["YT0x", true] : ["a=1", false]);
  });

  test.each(["v2", "v1"] as const)(
    "%s: text that is invalid UTF-8, or compressed, arrives byte for byte",
    async (event) => {
      const body = Uint8Array.of(0xff, 0x61);
      const headers = { "content-type": "text/plain" };
      const bad = await eventOf((client) => client.post("/", { body, headers }), { event });
      expect([bad["body"], bad["isBase64Encoded"]]).toEqual(["/2E=", true]);
    },
  );

  test("of a path below a mount has the mount for a stage", async () => {
    const { mount } = await import("@tsgi/core");
    const seen: Record<string, unknown>[] = [];
    const handler = (event: Record<string, unknown>): object => {
      seen.push(event);
      return { statusCode: 200 };
    };
    await using client = createClient(
      mount({
        "/api/x": fromLambda(handler as AnyFunction, { event: "v1" }),
        "/api": fromLambda(handler as AnyFunction),
      }),
    );
    await client.get("/api/users");
    await client.get("/api");
    await client.get("/api/x/users");
    await client.get("/api/x");
    expect(seen).toMatchObject([
      { rawPath: "/api/users", requestContext: { stage: "api" } },
      { rawPath: "/api", requestContext: { stage: "api" } },
      { path: "/users", requestContext: { path: "/api/x/users", stage: "api/x" } },
      { path: "/", requestContext: { path: "/api/x", stage: "api/x" } },
    ]);
  });

  test.each([
    ["strip", "alb", { path: "/users" }],
    ["strip", "lattice1", { raw_path: "/users" }],
    ["strip", "lattice2", { path: "/users" }],
    ["keep", "alb", { path: "/api/users" }],
    ["keep", "v1", { path: "/api/users", requestContext: { stage: "$default" } }],
    ["keep", "v2", { rawPath: "/api/users", requestContext: { stage: "$default" } }],
  ] as const)("%s: of a path below a mount, %s has %j", async (prefix, event, expected) => {
    const { mount } = await import("@tsgi/core");
    const seen: Record<string, unknown>[] = [];
    const handler = (one: Record<string, unknown>): object => {
      seen.push(one);
      return { statusCode: 200 };
    };
    await using client = createClient(
      mount({ "/api": fromLambda(handler as AnyFunction, { event, prefix }) }),
    );
    await client.get("/api/users");
    expect(seen).toMatchObject([expected]);
  });

  test.each(["alb", "alb-multi"] as const)(
    "of %s adds the peer to what the client forwards",
    async (event) => {
      const headers = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "gopher",
        "x-forwarded-port": "1",
      };
      const made = await eventOf((client) => client.get("/", { headers }), { event });
      const told = Object.entries(made["headers"] ?? made["multiValueHeaders"]!).map(([name, value]) => [
        name,
        [value].flat(),
      ]);
      expect(Object.fromEntries(told)).toMatchObject({
        "x-forwarded-for": ["203.0.113.9, 198.51.100.7:4711"],
        "x-forwarded-proto": ["http"],
        "x-forwarded-port": ["80"],
      });
    },
  );

  test("names of headers and parameters are names, whatever they are", async () => {
    const event = await eventOf((client) =>
      client.get("/?__proto__=1", { headers: { __proto: "x", constructor: "y" } }),
    );
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
    expect(Object.hasOwn(event["queryStringParameters"]!, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(event["headers"])).toBe(Object.prototype);
  });
});

describe("the body of a request", () => {
  test("is read up to the limit, and above it the answer is 413", async () => {
    await using client = clientOf(() => ({ statusCode: 200 }), { limit: 4, rethrow: false });
    expect((await client.post("/", { body: "1234" })).status).toBe(200);
    const large = await client.post("/", { body: "12345" });
    expect([large.status, await large.text()]).toEqual([413, "Content Too Large"]);
  });

  test("is at most 6 MB by default", async () => {
    await using client = clientOf(() => ({ statusCode: 200 }), { rethrow: false });
    expect((await client.post("/", { body: new Uint8Array(6_291_456) })).status).toBe(200);
    expect((await client.post("/", { body: new Uint8Array(6_291_457) })).status).toBe(413);
  });
});

describe("the context", () => {
  test("tells a unique id, which the event has too, and the time that is left", async () => {
    const seen: { id: string; left: number; event: string }[] = [];
    const handler = (
      event: { requestContext: { requestId: string } },
      context: {
        awsRequestId: string;
        getRemainingTimeInMillis(): number;
        callbackWaitsForEmptyEventLoop?: boolean;
      },
    ): object => {
      context.callbackWaitsForEmptyEventLoop = false;
      const { awsRequestId: id } = context;
      seen.push({ id, left: context.getRemainingTimeInMillis(), event: event.requestContext.requestId });
      return { statusCode: 200 };
    };
    await using client = clientOf(handler as AnyFunction, { timeout: 300_000 });
    await client.get("/");
    await client.get("/", {
      headers: { "x-amzn-requestid": "forged", "lambda-runtime-aws-request-id": "forged" },
    });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(2);
    for (const { id, left, event } of seen) {
      expect(id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(event).toBe(id);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(300_000);
    }
  });

  test.each(["succeed", "done"] as const)("answers by %s as of old", async (way) => {
    const handler = (
      _event: unknown,
      context: Record<string, (...args: unknown[]) => void>,
    ): Promise<never> => {
      const result = { statusCode: 203 };
      if (way === "done") context["done"]!(null, result);
      else context["succeed"]!(result);
      return new Promise(() => {});
    };
    await using client = clientOf(handler as AnyFunction);
    expect((await client.get("/")).status).toBe(203);
  });

  test("fails by fail as of old", async () => {
    const failure = new Error("of old");
    const handler = (_event: unknown, context: { fail(error: Error): void }): Promise<never> => {
      context.fail(failure);
      return new Promise(() => {});
    };
    await using client = clientOf(handler as AnyFunction);
    await expect(client.get("/")).rejects.toBe(failure);
  });
});

const edgeResult = {
  status: "201",
  statusDescription: "Created",
  headers: { "x-one": [{ key: "X-One", value: "1" }] },
  body: "/wA=",
  bodyEncoding: "base64",
};
const otherResult = {
  statusCode: 201,
  statusDescription: "201 Created",
  headers: { "X-One": "1", connection: "keep-alive", "content-length": 77 },
  multiValueHeaders: { "X-One": ["1"] },
  body: "/wA=",
  isBase64Encoded: true,
};

describe.each(eventNames)("a result for %s", (event) => {
  const edge = event === "edge";
  test("has status, headers and a body, text or base64", async () => {
    await using client = clientOf(() => (edge ? edgeResult : otherResult), { event });
    const response = await client.get("/");
    expect(response.status).toBe(201);
    expect(response.rawHeaders.map(([name, value]) => `${name.toLowerCase()}: ${value}`)).toEqual([
      "x-one: 1",
      "content-length: 2",
    ]);
    expect(await response.bytes()).toEqual(Uint8Array.of(255, 0));
  });

  test.each<[string, unknown]>([
    ["an invalid status", edge ? { status: "99" } : { statusCode: 99 }],
    ["a status that is text", edge ? { status: "ok" } : { statusCode: "ok" }],
    ["a body that is an object", { statusCode: 200, status: "200", body: { a: 1 } }],
    [
      "a header that is an object",
      { statusCode: 200, status: "200", headers: { a: {} }, multiValueHeaders: { a: {} } },
    ],
    [
      "headers that are text",
      { statusCode: 200, status: "200", headers: { a: [{ value: {} }] }, multiValueHeaders: "a" },
    ],
    [
      "invalid base64",
      { statusCode: 200, status: "200", body: "%%%", isBase64Encoded: true, bodyEncoding: "base64" },
    ],
    [
      "a header with a line break",
      edge
        ? { status: "200", headers: { a: [{ key: "a", value: "b\r\nc: d" }] } }
        : { statusCode: 200, headers: { a: "b\r\nc: d" }, multiValueHeaders: { a: ["b\r\nc: d"] } },
    ],
    ...(event === "v2" || event === "url"
      ? []
      : ([
          ["nothing", undefined],
          ["a text", "text"],
        ] as [string, unknown][])),
  ])("with %s is the service's 502, without details", async (title, result) => {
    // Of headers that an event kind does not read nothing is wrong.
    const isUnread = title === "headers that are text" && event !== "v1" && event !== "alb-multi" && !edge;
    await using client = clientOf(() => (isUnread ? { statusCode: 99 } : result), { event, rethrow: false });
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([502, "Bad Gateway"]);
    expect(client.log).toContain("TSGI_LAMBDA_RESULT");
  });
});

describe("a result of payload format 2.0", () => {
  test.each<[string, unknown, string]>([
    ["an object", { hello: "world" }, '{"hello":"world"}'],
    ["a text", "Hello", "Hello"],
    ["a list", [1], "[1]"],
    ["nothing", undefined, "null"],
    ["a function, which JSON leaves out", () => 1, "null"],
  ])("that is %s without a status is the body", async (_title, result, body) => {
    await using client = clientOf(() => result);
    const response = await client.get("/");
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "application/json",
      body,
    ]);
  });

  test("that cannot become JSON is malformed", async () => {
    await using client = clientOf(() => ({ big: 1n }));
    await expect(client.get("/")).rejects.toMatchObject({ code: "TSGI_LAMBDA_RESULT" });
  });

  test("sends its cookies one by one", async () => {
    await using client = clientOf(() => ({ statusCode: "200", cookies: ["a=1", "b=2; Path=/"] }));
    expect((await client.get("/")).headers.getSetCookie()).toEqual(["a=1", "b=2; Path=/"]);
  });

  test.each([
    ["HEAD", 200, "", "77"],
    ["HEAD", 200, "\r\n", "2"],
    ["HEAD", 304, "", null],
    ["GET", 200, "", "0"],
    ["GET", 304, "", null],
  ])(
    "to %s with status %i and the body %j, 77 declared, has the length %s",
    async (method, statusCode, body, told) => {
      await using client = clientOf(() => ({ statusCode, headers: { "content-length": "77" }, body }));
      expect((await client.request(method, "/")).headers.get("content-length")).toBe(told);
    },
  );
});

test("a REST API's two header maps are put together", async () => {
  const result = {
    statusCode: 200,
    headers: { "x-a": "1", "X-B": "2" },
    multiValueHeaders: { "x-b": ["2", "3"], "set-cookie": ["a=1", "b=2"] },
  };
  await using client = clientOf(() => result, { event: "v1" });
  const { headers } = await client.get("/");
  expect([headers.get("x-a"), headers.get("x-b"), headers.getSetCookie()]).toEqual([
    "1",
    "2, 3",
    ["a=1", "b=2"],
  ]);
});

describe("ways of answering", () => {
  type Callback = (error?: unknown, result?: unknown) => void;
  const ok = { statusCode: 200, body: "ok" };

  test.each<[string, AnyFunction]>([
    ["a promise", (async () => ok) as AnyFunction],
    ["a value", () => ok],
    ["a callback", ((_e: unknown, _c: unknown, callback: Callback) => callback(null, ok)) as AnyFunction],
    [
      "a callback, later",
      ((_e: unknown, _c: unknown, callback: Callback) =>
        void setImmediate(callback, null, ok)) as AnyFunction,
    ],
    [
      "a callback that is called twice",
      ((_e: unknown, _c: unknown, callback: Callback) => {
        callback(null, ok);
        callback(null, { statusCode: 500 });
      }) as AnyFunction,
    ],
    [
      "a promise, the callback unused",
      (async (_e: unknown, _c: unknown, _callback: Callback) => ok) as AnyFunction,
    ],
  ])("%s", async (_title, handler) => {
    await using client = clientOf(handler);
    expect(await (await client.get("/")).text()).toBe("ok");
  });

  test.each<[string, (failure: Error) => AnyFunction]>([
    [
      "throws",
      (failure) => () => {
        throw failure;
      },
    ],
    [
      "rejects",
      (failure) =>
        (async () => {
          throw failure;
        }) as AnyFunction,
    ],
    [
      "calls back with it",
      (failure) => ((_e: unknown, _c: unknown, callback: Callback) => callback(failure)) as AnyFunction,
    ],
  ])("a failure that it %s is the application's error, the same", async (_title, make) => {
    const failure = new Error("inside");
    await using client = clientOf(make(failure));
    await expect(client.get("/")).rejects.toBe(failure);
    await using bare = clientOf(make(failure), { rethrow: false });
    const response = await bare.get("/");
    expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
  });

  test("a function that never answers ends at its timeout, with 504", async () => {
    await using client = clientOf(((_e: unknown, _c: unknown, _callback: Callback) => {}) as AnyFunction, {
      timeout: 20,
      rethrow: false,
    });
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([504, "Gateway Timeout"]);
    expect(client.log).toContain("TSGI_LAMBDA_TIMEOUT");
  });

  test("a failure after the answer is logged once, and breaks no other request", async () => {
    let fail!: () => void;
    const handler = ((_e: unknown, _c: unknown, callback: Callback) => {
      callback(null, ok);
      return new Promise((_resolve, reject) => (fail = () => reject(new Error("too late"))));
    }) as AnyFunction;
    await using client = clientOf(handler);
    expect((await client.get("/")).status).toBe(200);
    fail();
    await expect.poll(() => client.log.match(/Error: too late/g)?.length).toBe(1);
  });

  test("two requests at once see nothing of each other", async () => {
    const waiting: (() => void)[] = [];
    const handler = async (
      event: { rawPath: string },
      context: { awsRequestId: string },
    ): Promise<object> => {
      await new Promise<void>((resolve) => {
        if (waiting.push(resolve) === 2) for (const go of waiting) go();
      });
      return { statusCode: 200, headers: { "x-id": context.awsRequestId }, body: event.rawPath };
    };
    await using client = clientOf(handler as AnyFunction);
    const [a, b] = await Promise.all([client.get("/a"), client.get("/b")]);
    expect([await a.text(), await b.text()]).toEqual(["/a", "/b"]);
    expect(a.headers.get("x-id")).not.toBe(b.headers.get("x-id"));
  });
});

test.each<[string, unknown, object | undefined]>([
  ["a handler that is not a function", {}, undefined],
  ["an unknown kind of event", () => {}, { event: "sqs" }],
  ["an unknown kind of event of Object's", () => {}, { event: "toString" }],
  ["an invalid limit", () => {}, { limit: -1 }],
  ["an invalid timeout", () => {}, { timeout: 0 }],
  ["a timeout that no timer takes", () => {}, { timeout: 2 ** 31 }],
])("%s is refused at once", (_title, handler, options) => {
  const make = (): unknown => fromLambda(handler as AnyFunction, options as FromLambdaOptions);
  expect(make).toThrow(TsgiError);
  expect(make).toThrow("TSGI_OPTION_INVALID");
});
