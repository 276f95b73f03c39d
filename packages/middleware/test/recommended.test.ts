import type { Application } from "@tsgi/core";
import { HttpError } from "@tsgi/middleware/http-error";
import { recommended } from "@tsgi/middleware/recommended";
import { requestId } from "@tsgi/middleware/request-id";
import { describe, expect, it } from "vitest";
import { TEXT, answers, clientOf, hello } from "./_sandwich.ts";

const lines: string[] = [];
const accessLog = { format: "%(h)s %(s)s %(B)s", to: (line: string): void => void lines.push(line) };

const named: Application = (environ, startResponse) => {
  startResponse(200, [...TEXT, ["x-id", environ.get(requestId)!]]);
  return "Hello, recommended! ".repeat(100);
};

describe("recommended", () => {
  it("names, logs, protects, tags and compresses a response", async () => {
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

  it("answers errors with the headers of every other response, and logs their status", async () => {
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

  it("refuses what other sites post, and what is too large", async () => {
    await using client = clientOf(recommended({ accessLog, bodyLimit: { limit: 2 } }), hello);
    expect((await client.post("/", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await client.post("/", { body: "abc" })).status).toBe(413);
    lines.length = 0;
  });

  it("leaves out what is false", () => {
    const off = {
      requestIds: false,
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

  it("checks its options, and those of each, at once", () => {
    expect(() => recommended({ helmet: {} } as never)).toThrow('recommended has no option "helmet"');
    expect(() => recommended({ etag: true as never })).toThrow(
      "recommended: option etag is true, must be an object, or false",
    );
    expect(() => recommended({ compress: { threshold: -1 } })).toThrow("compress: option threshold is -1");
  });
});
