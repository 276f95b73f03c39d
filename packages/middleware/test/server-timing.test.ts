import type { Application } from "@tsgi/core";
import { TEXT, clientOf, hello } from "@tsgi/harness/linted";
import { serverTiming, startTiming } from "@tsgi/middleware/server-timing";
import { describe, expect, test } from "vitest";

const measuring: Application = async (environ, startResponse) => {
  startTiming(environ, "db", 'the "database"\n')();
  startTiming(environ, "a b")();
  startTiming(environ, "not ended");
  startResponse(200, TEXT);
  return "x";
};

async function told(options: object, app = measuring): Promise<string | null> {
  await using client = clientOf(serverTiming(options), app);
  return (await client.get("/")).headers.get("server-timing");
}

describe("serverTiming", () => {
  test("tells the time to the head, and what the application measured until then", async () => {
    expect(await told({})).toMatch(
      /^app;dur=\d+\.\d{3}, db;desc="the \\"database\\"";dur=\d+\.\d{3}, a_b;dur=\d+\.\d{3}$/,
    );
  });

  test("has another name for the whole, or none", async () => {
    expect(await told({ total: "total" }, hello)).toMatch(/^total;dur=/);
    expect(await told({ total: false }, hello)).toBeNull();
  });

  test("tells only those who may see it, and measuring does no harm elsewhere", async () => {
    expect(await told({ expose: () => false })).toBeNull();
    await using client = clientOf((app) => app, measuring);
    expect((await client.get("/")).headers.has("server-timing")).toBe(false);
  });

  test("checks its options at once", () => {
    expect(() => serverTiming({ total: "a b" })).toThrow('serverTiming: total is "a b"');
  });
});
