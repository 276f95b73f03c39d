import type { Application } from "@tsgi/core";
import { methodOverride, originalMethod } from "@tsgi/middleware/method-override";
import { describe, expect, it } from "vitest";
import { TEXT, clientOf } from "./_sandwich.ts";

const show: Application = (environ, startResponse) => {
  startResponse(200, TEXT);
  return `${environ.method} ${environ.get(originalMethod)}`;
};
const header = { "x-http-method-override": "delete" };

describe("methodOverride", () => {
  it.each<[string, object, string, string, Record<string, string>, string]>([
    ["by header", {}, "POST", "/", header, "DELETE POST"],
    ["by another header", { header: "x-method" }, "POST", "/", { "x-method": "PUT" }, "PUT POST"],
    ["by query", { query: "_method" }, "POST", "/?a=1&_method=patch", {}, "PATCH POST"],
    ["not by query unless asked for", {}, "POST", "/?_method=patch", {}, "POST undefined"],
    ["not by a header that is off", { header: false }, "POST", "/", header, "POST undefined"],
    ["not of a GET", { query: "_method" }, "GET", "/?_method=DELETE", header, "GET undefined"],
    ["not to a safe method", {}, "POST", "/", { "x-http-method-override": "GET" }, "POST undefined"],
    ["not to nonsense", {}, "POST", "/", { "x-http-method-override": "<x>, y" }, "POST undefined"],
    ["not to what is not listed", { methods: ["PUT"] }, "POST", "/", header, "POST undefined"],
    ["with a malformed query", { query: "_method" }, "POST", "/?%&_method=%zz", {}, "POST undefined"],
  ])("%s", async (_, options, method, target, headers, expected) => {
    await using client = clientOf(methodOverride(options), show);
    expect(await (await client.request(method, target, { headers })).text()).toBe(expected);
  });

  it("checks its options at once", () => {
    expect(() => methodOverride({ methods: ["GET"] })).toThrow("methodOverride: option methods");
    expect(() => methodOverride({ header: "" })).toThrow('methodOverride: option header is ""');
  });
});
