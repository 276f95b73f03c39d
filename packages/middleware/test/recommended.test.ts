import { compose, type Application } from "@tsgi/core";
import { TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { accessLog as log, type AccessLogOptions } from "@tsgi/middleware/access-log";
import { bodyLimit } from "@tsgi/middleware/body-limit";
import { compress } from "@tsgi/middleware/compress";
import { conditionalGet } from "@tsgi/middleware/conditional-get";
import { cors } from "@tsgi/middleware/cors";
import { csrf } from "@tsgi/middleware/csrf";
import { errorPage } from "@tsgi/middleware/error-page";
import { etag } from "@tsgi/middleware/etag";
import { HttpError } from "@tsgi/middleware/http-error";
import { recommended } from "@tsgi/middleware/recommended";
import { requestId, requestIdKey } from "@tsgi/middleware/request-id";
import { securityHeaders } from "@tsgi/middleware/security-headers";
import { timeout } from "@tsgi/middleware/timeout";
import { createEnviron } from "@tsgi/testing";
import { describe, expect, test } from "vitest";

const DATE = "Sat, 28 Nov 2026 20:00:00 GMT";
const MISMATCH = "by a tag that must match";
const generated: Application = function* (_, startResponse) {
  startResponse(200, TEXT);
  yield "one ";
  yield "two";
};
const lines: string[] = [];
const accessLog = { format: "%(h)s %(s)s %(B)s", to: (line: string): void => void lines.push(line) };

const named: Application = (environ, startResponse) => {
  startResponse(200, [...TEXT, ["x-id", environ.get(requestIdKey)!]]);
  return "Hello, recommended! ".repeat(100);
};

/** Logs the outcome of an answer. */
function logTo(list: string[]): AccessLogOptions {
  return { to: (line) => void list.push(line), format: "%(s)s %(B)s %({x-request-id}o)s %({vary}o)s" };
}

describe("recommended", () => {
  test("names, logs, protects, tags and compresses a response", async () => {
    await using client = clientOf(recommended({ accessLog, proxyFix: { for: 1 } }), named);
    const headers = { "accept-encoding": "gzip", "x-forwarded-for": "192.0.2.7" };
    const response = await client.get("/", { headers });
    const size = (await response.bytes()).length;
    await response.finished;
    expect(response.headers.get("x-request-id")).toBe(response.headers.get("x-id"));
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const tag = response.headers.get("etag")!;
    expect(lines.splice(0)).toEqual([`192.0.2.7 200 ${size}`]);
    const again = await client.get("/", { headers: { ...headers, "if-none-match": tag } });
    await again.finished;
    expect([again.status, again.headers.get("vary"), lines.splice(0)]).toEqual([
      304,
      null,
      ["192.0.2.7 304 0"],
    ]);
  });

  test("answers errors with the headers of every other response, and logs their status", async () => {
    await using client = clientOf(recommended({ accessLog, cors: { origin: "https://app.example" } }), () => {
      throw new HttpError(404, "No.");
    });
    const response = await client.get("/", { headers: { origin: "https://app.example" } });
    await response.text();
    await response.finished;
    expect([
      response.status,
      response.headers.get("x-frame-options"),
      response.headers.get("access-control-allow-origin"),
    ]).toEqual([404, "SAMEORIGIN", "https://app.example"]);
    expect(lines.splice(0)).toEqual(["127.0.0.1 404 4"]);
  });

  test("refuses what other sites post, and what is too large", async () => {
    await using client = clientOf(recommended({ accessLog, bodyLimit: { limit: 2 } }), hello);
    expect((await client.post("/", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await client.post("/", { body: "abc" })).status).toBe(413);
    lines.length = 0;
  });

  const long = "Hello, recommended! ".repeat(100);
  const etagged = 'W/"tag"';
  const apps: [string, Application][] = [
    ["a short text", hello],
    ["a long text", answers(long)],
    ["bytes", answers(new TextEncoder().encode(long))],
    ["a later text", (...call) => Promise.resolve().then(() => answers(long)(...call))],
    ["chunks", answers(["a", long])],
    ["a generator that starts the response itself", generated],
    [
      "a tag and a date of its own",
      answers(long, 200, [...TEXT, ["etag", etagged], ["last-modified", DATE]]),
    ],
    [
      "headers that the chain has too",
      answers("x", 200, [...TEXT, ["X-Frame-Options", "DENY"], ["x-request-id", "y"], ["Vary", "Accept"]]),
    ],
    ["nothing", answers(null, 204, [])],
    [
      "an HttpError",
      () => {
        throw new HttpError(404, "No.");
      },
    ],
    ["a rejection", () => Promise.reject(new TypeError("inside"))],
    [
      "a head, then an error",
      (_, startResponse) => {
        startResponse(200, TEXT);
        throw new TypeError("inside");
      },
    ],
  ];
  const requests: [string, string, Record<string, string>][] = [
    ["GET", "plain", {}],
    ["GET", "compressed", { "accept-encoding": "gzip", origin: "https://app.example" }],
    ["GET", "conditional", { "if-none-match": etagged, "accept-encoding": "br" }],
    ["GET", MISMATCH, { "if-match": '"other"' }],
    ["HEAD", "plain", { "accept-encoding": "gzip" }],
    ["POST", "from another site", { "sec-fetch-site": "cross-site" }],
    ["OPTIONS", "preflight", { origin: "https://app.example", "access-control-request-method": "PUT" }],
  ];

  test.each(apps)("answers for %s as its parts do, one around the other", async (_, app) => {
    const errors = { log: () => {} };
    const ids = { generate: () => "an-id" };
    const origin = { origin: "https://app.example" };
    const left: [string[], string[]] = [[], []];
    const whole = recommended({
      accessLog: logTo(left[0]),
      requestId: ids,
      cors: origin,
      errorPage: errors,
    });
    const parts = [
      log(logTo(left[1])),
      requestId(ids),
      securityHeaders(),
      cors(origin),
      compress(),
      conditionalGet(),
      etag(),
      errorPage(errors),
      csrf(),
      bodyLimit(),
      timeout(),
    ];
    await using client = clientOf(whole, app);
    await using other = clientOf(compose(...parts), app);
    // A 412 in place of a stream is a stream to what stands around by itself, and a short text to what is joined.
    const asked = app === generated ? requests.filter(([, what]) => what !== MISMATCH) : requests;
    for (const [method, , headers] of asked) {
      const seen = [];
      for (const one of [client, other]) {
        const response = await one.request(method, "/", { headers });
        const body = Buffer.from(await response.bytes()).toString("latin1");
        await response.finished;
        seen.push({ status: response.status, headers: [...response.headers].toSorted(), body });
      }
      expect(seen[0]).toEqual(seen[1]);
    }
    expect(left[0]).toHaveLength(asked.length);
    expect(left[0]).toEqual(left[1]);
  });

  test("keeps a synchronous application synchronous", () => {
    const app = recommended({ accessLog: { to: () => {} } })(hello);
    expect(app(createEnviron(), () => {})).toBe("Hello");
  });

  test("leaves out what is false", () => {
    const off = {
      requestId: false,
      accessLog: false,
      securityHeaders: false,
      compress: false,
      conditionalGet: false,
      etag: false,
      errorPage: false,
      csrf: false,
      bodyLimit: false,
      timeout: false,
    } as const;
    const app = answers("x");
    expect(recommended(off)(app)).toBe(app);
  });

  test("checks its options, and those of each, at once", () => {
    expect(() => recommended({ helmet: {} } as never)).toThrow('recommended: there is no option "helmet"');
    expect(() => recommended({ etag: true as never })).toThrow(
      "recommended: etag is true, must be an object, or false",
    );
    expect(() => recommended({ compress: { threshold: -1 } })).toThrow("compress: threshold is -1");
  });
});
