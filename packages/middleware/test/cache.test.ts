import { compose, type Application, type HeaderList } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { cache, type CacheOptions } from "@tsgi/middleware/cache";
import { conditionalGet } from "@tsgi/middleware/conditional-get";
import { createClient } from "@tsgi/testing";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { directivesOf } from "../src/cache/directives.ts";
import { MemoryCacheStore } from "../src/cache/memory-store.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());
const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);

/** Counts its requests in the body. */
function counting(headers: HeaderList = [["cache-control", "max-age=60"]], status = 200): Application {
  let count = 0;
  return ({ method }, startResponse) => {
    startResponse(status, [...TEXT, ...headers]);
    return `${method} ${++count}`;
  };
}

interface Ask {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Record<string, string>;
}

/** The bodies of requests in a row. */
async function bodies(app: Application, asks: readonly Ask[], options?: CacheOptions): Promise<string[]> {
  await using client = clientOf(cache(options), app);
  const texts = [];
  for (const { method = "GET", target = "/", headers = {} } of asks) {
    texts.push(await (await client.request(method, target, { headers })).text());
  }
  return texts;
}

/** As it is kept, of a size in bytes. */
const entry = (size: number): never => [{ headers: [], body: "x".repeat(size) }] as never;

const TWICE = [{}, {}];
const KEPT = ["GET 1", "GET 1"];
const ASKED = ["GET 1", "GET 2"];
const control = (value: string, ...more: HeaderList): HeaderList => [["cache-control", value], ...more];

const changing: Application = ({ method, pathInfo }, startResponse) => {
  if (method === "GET") return counting()({ method, pathInfo } as never, startResponse);
  startResponse(pathInfo === "/fail" ? 500 : 201, [
    ...TEXT,
    ["location", "/b"],
    ["content-location", "http://other.example/c"],
  ]);
  return "done";
};

describe("cache", () => {
  test("keeps a response for as long as it says, tells its age, then asks again", async () => {
    await using client = clientOf(cache(), counting());
    const seen = [];
    for (const seconds of [0, 59, 1]) {
      pass(seconds);
      const { headers } = await client.get("/");
      seen.push([headers.get("age"), headers.get("cache-status")]);
    }
    expect(seen).toEqual([
      [null, "tsgi; fwd=uri-miss; stored"],
      ["59", "tsgi; hit; ttl=1"],
      [null, "tsgi; fwd=stale; stored"],
    ]);
  });

  test.each<[string, HeaderList, string[], number?]>([
    ["max-age", control("max-age=60"), KEPT],
    ["s-maxage above max-age", control("max-age=0, s-maxage=60"), KEPT],
    ["max-age with s-maxage of 0", control("max-age=60, S-MaxAge=0"), ASKED],
    ["a quoted value", control('max-age="60"'), KEPT],
    ["the first of two", control("max-age=60, max-age=0"), KEPT],
    ["an invalid value", control("max-age=1.5"), ASKED],
    ["a negative one", control("max-age=-1"), ASKED],
    ["an age that is over already", control("max-age=60", ["age", "60"]), ASKED],
    ["Expires", [["expires", "Thu, 01 Jan 2026 00:01:00 GMT"]], KEPT],
    [
      "Expires by the sender's clock",
      [
        ["expires", "Thu, 01 Jan 2026 00:01:00 GMT"],
        ["date", "Thu, 01 Jan 2026 00:01:00 GMT"],
      ],
      ASKED,
    ],
    ["Expires that is not a date", [["expires", "0"]], ASKED],
    ["nothing said", [], ASKED],
    ["no-store", control("max-age=60, no-store"), ASKED],
    ["private", control("max-age=60, private"), ASKED],
    ["no-cache", control("max-age=60, no-cache"), ASKED],
    ["a cookie", control("max-age=60", ["set-cookie", "a=1"]), ASKED],
    ["Vary: *", control("max-age=60", ["vary", "*"]), ASKED],
    ["404", control("max-age=60"), KEPT, 404],
    ["500 that says so", control("max-age=60"), KEPT, 500],
    ["302 that says so", control("max-age=60"), KEPT, 302],
    ["a status that is unknown, and must not be", control("max-age=60, must-understand"), ASKED, 299],
    ["a part", control("max-age=60", ["content-range", "bytes 0-4/9"]), ASKED, 206],
    ["416", control("max-age=60"), ASKED, 416],
    ["a date of change alone", [["last-modified", "Wed, 01 Jan 2025 00:00:00 GMT"]], ASKED],
  ])("goes by what a response says: %s", async (_, headers, expected, status) => {
    expect(await bodies(counting(headers, status), TWICE)).toEqual(expected);
  });

  test.each<[string, HeaderList, readonly Ask[], string[]]>([
    ["another path", control("max-age=60"), [{}, { target: "/a" }], ASKED],
    ["another query", control("max-age=60"), [{}, { target: "/?a" }], ASKED],
    ["another host (injection)", control("max-age=60"), [{ headers: { host: "evil.example" } }, {}], ASKED],
    [
      "what Vary names",
      control("max-age=60", ["vary", "Accept-Language"]),
      [{ headers: { "accept-language": "de" } }, {}, { headers: { "accept-language": "de" } }],
      ["GET 1", "GET 2", "GET 1"],
    ],
    ["credentials", control("max-age=60"), [{ headers: { authorization: "Basic x" } }, {}], ASKED],
    [
      "credentials, for everyone",
      control("public, max-age=60"),
      [{ headers: { authorization: "Basic x" } }, {}],
      KEPT,
    ],
    ["no-store", control("max-age=60"), [{ headers: { "cache-control": "no-store" } }, {}], ASKED],
    ["no-cache", control("max-age=60"), [{}, { headers: { "cache-control": "no-cache" } }], ASKED],
    ["Pragma", control("max-age=60"), [{}, { headers: { pragma: "no-cache" } }], ASKED],
    ["min-fresh", control("max-age=60"), [{}, { headers: { "cache-control": "min-fresh=61" } }], ASKED],
    [
      "a range of what is kept",
      control("max-age=60"),
      [{}, { headers: { range: "bytes=0-0" } }],
      ["GET 1", "G"],
    ],
    ["a range first", control("max-age=60"), [{ headers: { range: "bytes=0-0" } }, {}], KEPT],
    ["a body", control("max-age=60"), [{ headers: { "content-length": "0" } }, {}], KEPT],
    ["If-Match", control("max-age=60"), [{}, { headers: { "if-match": "*" } }], ASKED],
    ["HEAD", control("max-age=60"), [{}, { method: "HEAD" }, {}], ["GET 1", "", "GET 1"]],
    ["HEAD first", control("max-age=60"), [{ method: "HEAD" }, {}], ["", "GET 2"]],
    ["a change", control("max-age=60"), [{}, { method: "POST" }, {}], ["GET 1", "POST 2", "GET 3"]],
  ])("goes by what a request asks: %s", async (_, headers, asks, expected) => {
    expect(await bodies(counting(headers), asks)).toEqual(expected);
  });

  test("asks for a younger one than max-age allows, and does not ask with only-if-cached", async () => {
    await using client = clientOf(cache(), counting());
    const only = { headers: { "cache-control": "only-if-cached" } };
    expect((await client.get("/", only)).status).toBe(504);
    await client.get("/");
    pass(10);
    expect((await client.get("/", only)).status).toBe(200);
    expect(await (await client.get("/", { headers: { "cache-control": "max-age=9" } })).text()).toBe("GET 2");
  });

  test("tells HEAD the length of what it has", async () => {
    await using client = clientOf(cache(), counting());
    await client.get("/");
    const { headers } = await client.head("/");
    expect([headers.get("content-length"), headers.get("cache-status")]).toEqual(["5", "tsgi; hit; ttl=60"]);
  });

  test("forgets what a change names, on this host alone, and nothing on an error", async () => {
    await using client = clientOf(cache(), changing);
    const isKept = async (path: string, host = "localhost"): Promise<boolean> =>
      (await client.get(path, { headers: { host } })).headers.get("cache-status")!.includes("hit");
    for (const path of ["/b", "/c", "/fail"]) await client.get(path);
    await isKept("/c", "other.example");
    await client.post("/fail");
    expect([await isKept("/b"), await isKept("/fail")]).toEqual([true, true]);
    await client.post("/a");
    expect([await isKept("/b"), await isKept("/c", "other.example")]).toEqual([false, true]);
  });

  test("keeps nothing large, and few variants", async () => {
    expect(await bodies(counting(), TWICE, { maxSize: 4 })).toEqual(ASKED);
    const store = new MemoryCacheStore(10);
    await using client = createClient(cache({ store })(counting(control("max-age=60", ["vary", "x"]))));
    for (let i = 0; i < 40; i++) await client.get("/", { headers: { x: String(i) } });
    expect(store.getItem("cache:http://localhost/")).toHaveLength(16);
  });

  test("goes around a store that fails, or holds something else", async () => {
    const failing = {
      getItem: () => Promise.reject(new Error("no disk")),
      setItem: () => {
        throw new Error("no disk");
      },
      removeItem: () => {},
    };
    await using client = clientOf(cache({ store: failing }), counting());
    expect([await (await client.get("/")).text(), await (await client.get("/")).text()]).toEqual(ASKED);
    expect(client.log).toContain("no disk");
    for (const junk of [7, "x", [null], [{ status: 200 }], {}]) {
      const store = { getItem: () => junk, setItem: () => {}, removeItem: () => {} };
      expect(await bodies(counting(), TWICE, { store })).toEqual(ASKED);
    }
  });

  test("keeps bytes unchanged, and works with conditional requests", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const app: Application = (_, startResponse) => {
      startResponse(200, [
        ["content-type", "application/octet-stream"],
        ["cache-control", "max-age=60"],
        ["etag", '"a"'],
      ]);
      return bytes;
    };
    await using client = clientOf(compose(conditionalGet(), cache()), app);
    await client.get("/");
    expect(await (await client.get("/")).bytes()).toEqual(bytes);
    expect((await client.get("/", { headers: { "if-none-match": '"a"' } })).status).toBe(304);
  });

  test("forgets the URL that was not used for longest, by their number and by their bytes", () => {
    const store = new MemoryCacheStore(2, 10);
    store.setItem("a", entry(1));
    store.setItem("b", entry(2));
    store.getItem("a");
    store.setItem("c", entry(3));
    expect([store.getItem("a"), store.getItem("b"), store.getItem("c")].map(Boolean)).toEqual([
      true,
      false,
      true,
    ]);
    store.setItem("d", entry(8));
    expect([store.getItem("a"), store.getItem("c"), store.getItem("d")].map(Boolean)).toEqual([
      false,
      false,
      true,
    ]);
    store.setItem("d", entry(11));
    expect(store.getItem("d")).toBeUndefined();
  });

  test("never fails on Cache-Control", async () => {
    const part = fc.constantFrom(
      "max-age",
      "=",
      '"',
      ",",
      " ",
      "no-cache",
      "5",
      "only-if-cached",
      "min-fresh",
      ";",
      "\u00ff",
      "-",
    );
    const client = createClient(cache()(counting()));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 10 }), async (parts) => {
        const field = parts.join("");
        expect(directivesOf(field).size).toBeLessThanOrEqual(parts.length);
        const { status } = await client.get("/", { headers: { "cache-control": field.trim() } });
        expect([200, 504]).toContain(status);
      }),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test("checks its options at once", () => {
    expect(() => cache({ store: {} as never })).toThrow("cache: store is [object Object], must be a store");
    expect(() => cache({ maxSize: -1 })).toThrow("cache: maxSize is -1");
  });
});
