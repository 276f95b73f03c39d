import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Application } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { cache, type CacheOptions } from "@tsgi/middleware/cache";
import { createEnviron } from "@tsgi/testing";
import { createStorage } from "unstorage";
import fileSystem from "unstorage/drivers/fs";
import { afterAll, describe, expect, test } from "vitest";

/** Answers with what it was asked, as one that builds links from it. */
const telling: Application = (environ, startResponse) => {
  const { pathInfo, queryString } = environ;
  const field = ["x-forwarded-host", "x-original-url", "forwarded", "x-theme"].map((name) =>
    environ.header(name),
  );
  startResponse(200, [...TEXT, ["cache-control", "max-age=60"]]);
  return [pathInfo, queryString, ...field].filter((text) => text !== undefined).join(" ");
};

async function texts(
  requests: readonly [string, Record<string, string>?][],
  options?: CacheOptions,
): Promise<string[]> {
  await using client = clientOf(cache(options), telling);
  const seen = [];
  for (const [target, headers = {}] of requests)
    seen.push(await (await client.get(target, { headers })).text());
  return seen;
}

describe("cache poisoning", () => {
  test.each<[string, Record<string, string>]>([
    ["x-forwarded-host", { "x-forwarded-host": "evil.example" }],
    ["x-original-url", { "x-original-url": "/evil" }],
    ["forwarded", { forwarded: "host=evil.example;for=192.0.2.1" }],
  ])("by %s, which no Vary names, reaches no other client", async (_, headers) => {
    const [poisoned, clean] = await texts([["/", headers], ["/"]]);
    expect(poisoned).not.toBe("/ ");
    expect(clean).toBe("/ ");
    const [first, second] = await texts([["/"], ["/", headers]]);
    expect(first).toBe("/ ");
    expect(second).toBe(poisoned);
  });

  test("by any other header is for keyHeaders to prevent", async () => {
    const evil: [string, Record<string, string>] = ["/", { "x-theme": "evil" }];
    expect(await texts([evil, ["/"]], { keyHeaders: ["X-Theme"] })).toEqual(["/  evil", "/ "]);
    expect(await texts([["/"], evil], { keyHeaders: ["X-Theme"] })).toEqual(["/ ", "/  evil"]);
  });

  test("does not distinguish clients of one proxy", async () => {
    let count = 0;
    await using client = clientOf(cache(), (_, startResponse) => {
      startResponse(200, [...TEXT, ["cache-control", "max-age=60"]]);
      return String(++count);
    });
    for (const address of ["192.0.2.1", "192.0.2.2"]) {
      const forwarded = `for=${address};host=shop.example;proto=https`;
      const headers = { forwarded, "x-forwarded-for": address, "x-forwarded-host": "shop.example" };
      expect(await (await client.get("/", { headers })).text()).toBe("1");
    }
  });

  test("by a body with GET, or a host that is a path, is not kept", async () => {
    const app = cache()(telling);
    const body = async (target: string, headers: Record<string, string>, sent?: string): Promise<unknown> => {
      const environ = createEnviron({ target, headers, ...(sent !== undefined && { body: sent }) });
      const fields: string[] = [];
      await app(environ, (_, list) => void fields.push(...list.map(([name]) => name)));
      return fields.includes("cache-status");
    };
    expect(await body("/", { host: "localhost" })).toBe(true);
    expect(await body("/", { host: "localhost" }, "q=evil")).toBe(false);
    expect(await body("/c", { host: "localhost/b" })).toBe(false);
  });
});

describe("a store of unstorage", () => {
  const folder = mkdtemp(join(tmpdir(), "tsgi-cache-"));
  afterAll(async () => rm(await folder, { recursive: true }));
  const TARGETS: [string][] = [["/a?q=1"], ["/a?q=2"], ["/a"], ["/a/"], ["//a"], ["/a:b"], ["/a/b"], ["/A"]];

  test.each([
    ["memory", async () => createStorage()],
    ["files", async () => createStorage({ driver: fileSystem({ base: await folder }) })],
  ])("of %s keeps URLs apart that its own keys would not", async (_, make) => {
    const store = await make();
    const expected = TARGETS.map(([target]) => `${target.split("?")[0]} ${target.split("?")[1] ?? ""}`);
    for (const round of [1, 2]) {
      expect([round, await texts(TARGETS, { store: store as never })]).toEqual([round, expected]);
    }
    expect((await store.getKeys()).length).toBe(TARGETS.length);
  });
});
