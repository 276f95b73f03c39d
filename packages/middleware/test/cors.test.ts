import { TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { cors, type CorsOptions } from "@tsgi/middleware/cors";
import { errorPage } from "@tsgi/middleware/error-page";
import { compose } from "@tsgi/core";
import { describe, expect, test } from "vitest";

const APP = "https://app.example";

async function ask(
  options: CorsOptions,
  headers: Record<string, string> = { origin: APP },
  method = "GET",
): Promise<{ status: number; fields: Record<string, string> }> {
  await using client = clientOf(cors(options), answers("Hello", 200, [...TEXT, ["vary", "accept"]]));
  const response = await client.request(method, "/", { headers });
  const fields = Object.fromEntries([...response.headers].filter(([name]) => /^(access|vary)/.test(name)));
  return { status: response.status, fields };
}

const PREFLIGHT = {
  origin: APP,
  "access-control-request-method": "PUT",
  "access-control-request-headers": "x-a, Content-Type, bad name, \u00fc",
};

describe("cors", () => {
  test("opens an application to every origin if the options say so", async () => {
    expect((await ask({ origin: "*" }, {})).fields).toEqual({
      "access-control-allow-origin": "*",
      vary: "accept",
    });
  });

  test.each<[string, CorsOptions["origin"], string | undefined, boolean]>([
    ["one", APP, APP, true],
    ["one of several", ["https://other.example", APP], APP, true],
    ["another", APP, "https://evil.example", false],
    ["one that begins alike", APP, "https://app.example.evil.example", false],
    ["another scheme", APP, "http://app.example", false],
    ["another port", APP, "https://app.example:8443", false],
    ["null", [APP], "null", false],
    ["null, with a function", () => true, "null", false],
    ["none", APP, undefined, false],
    ["one that a function allows", (origin) => origin.endsWith(".example"), APP, true],
    ["one that a function does not", () => false, APP, false],
    ["what is not an origin", () => true, "https://app.example/path", false],
  ])("tells an origin that is allowed: %s", async (_, origin, from, isAllowed) => {
    const { status, fields } = await ask(
      { origin, exposedHeaders: ["x-total"] },
      from === undefined ? {} : { origin: from },
    );
    expect(status).toBe(200);
    expect(fields).toEqual({
      ...(isAllowed && { "access-control-allow-origin": from, "access-control-expose-headers": "x-total" }),
      vary: "accept, origin",
    });
  });

  test("answers a preflight itself, with what is asked for", async () => {
    const { status, fields } = await ask(
      { origin: APP, maxAge: 600, credentials: true },
      PREFLIGHT,
      "OPTIONS",
    );
    expect(status).toBe(204);
    expect(fields).toEqual({
      "access-control-allow-origin": APP,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, HEAD, PUT, PATCH, POST, DELETE",
      "access-control-allow-headers": "x-a, Content-Type",
      "access-control-max-age": "600",
      vary: "origin, access-control-request-method, access-control-request-headers",
    });
  });

  test("answers a preflight from its options, and grants a foreign origin nothing", async () => {
    const options = { origin: APP, methods: ["PUT"], allowedHeaders: ["X-B"] };
    const { fields } = await ask(options, PREFLIGHT, "OPTIONS");
    expect([fields["access-control-allow-methods"], fields["access-control-allow-headers"]]).toEqual([
      "PUT",
      "X-B",
    ]);
    const stranger = await ask(options, { ...PREFLIGHT, origin: "https://evil.example" }, "OPTIONS");
    expect([stranger.status, Object.keys(stranger.fields)]).toEqual([204, ["vary"]]);
  });

  test("leaves an OPTIONS that is not a preflight to the application", async () => {
    expect((await ask({ origin: APP }, { origin: APP }, "OPTIONS")).status).toBe(200);
  });

  test("lets scripts read errors too", async () => {
    await using client = clientOf(compose(cors({ origin: APP }), errorPage({ log: () => {} })), () => {
      throw new Error("mine");
    });
    const response = await client.get("/", { headers: { origin: APP } });
    expect([
      response.status,
      response.headers.get("access-control-allow-origin"),
      response.headers.get("vary"),
    ]).toEqual([500, APP, "accept, origin"]);
  });

  test("names the origin in Vary even if none was sent: a cache must not keep it for others", async () => {
    await using client = clientOf(cors({ origin: APP }), hello);
    expect((await client.get("/")).headers.get("vary")).toBe("origin");
  });

  test.each([
    [{}, "cors: origin is undefined, must be set"],
    [
      { origin: "*", credentials: true },
      'cors: origin is "*", must be a list of origins if credentials are allowed',
    ],
    [{ origin: ["*"], credentials: true }, 'cors: origin is "*"'],
    [{ origin: "app.example" }, 'cors: origin is "app.example", must be "*" or an origin'],
    [{ origin: "https://app.example/" }, "cors: origin"],
    [{ origin: "null" }, "cors: origin"],
    [{ origin: APP, methods: ["a b"] }, "cors: methods"],
    [{ origin: APP, maxAge: 1.5 }, "cors: maxAge is 1.5"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => cors(options as never)).toThrow(message);
  });
});
