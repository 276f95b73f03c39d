import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { mount, type Application } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { serve } from "@tsgi/node";
import { staticFiles, type StaticFilesOptions } from "@tsgi/middleware/static-files";
import { createClient, createEnviron, type Client } from "@tsgi/testing";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFile } from "../src/static-files/file-system.ts";
import { parseRange } from "../src/http/ranges.ts";
import { staticPath } from "../src/static-files/path.ts";

const DATE = "Sat, 29 Oct 1994 19:43:31 GMT";
const TEN = "0123456789";
const PAGE = "<h1>A page</h1>".repeat(10);
let base = "";
let root = "";

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "tsgi-static-"));
  root = join(base, "public");
  for (const folder of ["public/sub", "public/.well-known", "public/empty", "private"])
    await mkdir(join(base, folder), { recursive: true });
  const files: Record<string, string | Uint8Array> = {
    "public/ten.txt": TEN,
    "public/index.html": PAGE,
    "public/index.html.br": brotliCompressSync(PAGE),
    "public/index.html.gz": gzipSync(PAGE),
    "public/sub/index.html": "<h1>Sub</h1>",
    "public/grüße 1.css": "a{}",
    "public/none.txt": "",
    "public/.env": "SECRET=1",
    "public/.well-known/x": "SECRET=2",
    "private/key": "SECRET=3",
    key: "SECRET=4",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(base, name), content);
  await symlink(join(base, "private"), join(root, "out"));
  await symlink(join(base, "private/key"), join(root, "key.txt"));
  await symlink(join(root, "ten.txt"), join(root, "in.txt"));
  await symlink(join(root, ".env"), join(root, "env.txt"));
  await symlink(join(root, ".well-known"), join(root, "known"));
  await symlink(join(root, ".env"), join(root, "ten.txt.gz"));
  await mkdir(join(root, "linked"));
  await symlink(join(root, ".env"), join(root, "linked/index.html"));
  const time = new Date(DATE);
  await utimes(join(root, "ten.txt"), time, time);
});
afterAll(() => rm(base, { recursive: true }));

const missing: Application = ({ pathInfo }, startResponse) => {
  startResponse(404, TEXT);
  return `no ${pathInfo}`;
};

const serving = (options: Partial<StaticFilesOptions> = {}): Client =>
  clientOf(staticFiles({ root, ...options }), missing);

describe("staticFiles", () => {
  test("sends a file with its type, length, tag and date, and tells HEAD the same", async () => {
    await using client = serving();
    const response = await client.get("/ten.txt");
    expect(await response.text()).toBe(TEN);
    const fields = Object.fromEntries(response.headers);
    expect(fields).toEqual({
      "content-type": "text/plain; charset=utf-8",
      "content-length": "10",
      "accept-ranges": "bytes",
      etag: expect.stringMatching(/^"a-[0-9a-z]+"$/),
      "last-modified": DATE,
      "cache-control": "public, max-age=0",
    });
    const head = await client.head("/ten.txt");
    expect([Object.fromEntries(head.headers), await head.text()]).toEqual([fields, ""]);
    expect(await (await client.get("/gr%C3%BC%C3%9Fe%201.css")).text()).toBe("a{}");
    expect((await client.get("/none.txt")).headers.get("content-length")).toBe("0");
    expect(await (await client.get("/in.txt")).text()).toBe(TEN);
  });

  test.each([
    "/.env",
    "/.well-known/x",
    "/%2eenv",
    "/../key",
    "/..%2fkey",
    "/%2e%2e/key",
    "/..%5ckey",
    "/sub/../../key",
    "/sub/%2e%2e/%2e%2e/key",
    "/out/key",
    "/key.txt",
    "/ten.txt/",
    "/ten.txt%00",
    "/ten.txt.",
    "/ten.txt%20",
    "//ten.txt",
    "/sub//index.html",
    "/C:/key",
    "/ten.txt:x",
    "/%ff",
    "/empty",
    "/empty/",
    "/nothing",
    `/${"x".repeat(300)}`,
  ])("leaves to the application what is not a file below its root, or is hidden: %s", async (path) => {
    await using client = serving();
    const response = await client.get(path);
    expect([response.status, await response.text()]).toEqual([404, `no ${path}`]);
  });

  test.each(["/env.txt", "/known/x", "/known/", "/known", "/linked/", "/linked"])(
    "does not serve by a link what it would not serve by its name: %s",
    async (path) => {
      await using client = serving();
      const response = await client.get(path);
      expect([response.status, await response.text()]).toEqual([404, `no ${path}`]);
    },
  );

  test("takes no link to a dot file for a precompressed form", async () => {
    await using client = serving();
    const response = await client.get("/ten.txt", { headers: { "accept-encoding": "gzip" } });
    expect([response.headers.get("content-encoding"), await response.text()]).toEqual([null, TEN]);
  });

  test("sends the index of a folder, and sends to it from the folder without a slash", async () => {
    await using client = serving();
    expect(await (await client.get("/")).text()).toBe(PAGE);
    expect(await (await client.get("/sub/")).text()).toBe("<h1>Sub</h1>");
    await using mounted = createClient(mount({ "/x": staticFiles({ root })(missing) }));
    const response = await mounted.get("/x/sub?q=1");
    expect([response.status, response.headers.get("location")]).toEqual([308, "/x/sub/?q=1"]);
  });

  test("leaves other methods to the application", async () => {
    await using client = serving();
    expect((await client.post("/ten.txt")).status).toBe(404);
  });

  test.each<[string, number, string | null, string]>([
    // RFC 9110, 14.1.2 and 14.2
    ["bytes=0-3", 206, "bytes 0-3/10", "0123"],
    ["bytes=5-", 206, "bytes 5-9/10", "56789"],
    ["bytes=-3", 206, "bytes 7-9/10", "789"],
    ["bytes=-99", 206, "bytes 0-9/10", TEN],
    ["bytes=8-99", 206, "bytes 8-9/10", "89"],
    ["BYTES = 1-1", 206, "bytes 1-1/10", "1"],
    ["bytes=10-", 416, "bytes */10", ""],
    ["bytes=-0", 416, "bytes */10", ""],
    ["bytes=99-,20-30", 416, "bytes */10", ""],
    ["bytes=99-,1-2", 206, "bytes 1-2/10", "12"],
    ["bytes=3-1", 200, null, TEN],
    ["bytes=a-b", 200, null, TEN],
    ["bytes=-", 200, null, TEN],
    ["bytes=", 200, null, TEN],
    ["items=0-1", 200, null, TEN],
    ["bytes=0-,0-", 200, null, TEN],
    [`bytes=${"0-0,".repeat(20)}`, 200, null, TEN],
  ])("answers Range: %s", async (range, status, contentRange, text) => {
    await using client = serving();
    const response = await client.get("/ten.txt", { headers: { range } });
    expect([response.status, response.headers.get("content-range"), await response.text()]).toEqual([
      status,
      contentRange,
      text,
    ]);
  });

  test("sends several ranges as parts, in the order asked for", async () => {
    await using client = serving();
    const response = await client.get("/ten.txt", { headers: { range: "bytes=7-8, 0-1" } });
    const text = await response.text();
    const [, boundary] = /^multipart\/byteranges; boundary=(\S+)$/.exec(
      response.headers.get("content-type")!,
    )!;
    const head = (range: string): string =>
      `\r\n--${boundary}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-range: bytes ${range}/10\r\n\r\n`;
    expect(text).toBe(`${head("7-8")}78${head("0-1")}01\r\n--${boundary}--\r\n`);
    expect([response.status, response.headers.get("content-length")]).toEqual([206, String(text.length)]);
  });

  test("sends a range only of what the client has the rest of (If-Range)", async () => {
    await using client = serving();
    const tag = (await client.get("/ten.txt")).headers.get("etag")!;
    const statuses = [];
    for (const ifRange of [tag, `W/${tag}`, '"other"', DATE, "Sat, 29 Oct 1994 19:43:30 GMT", "nonsense"]) {
      statuses.push(
        (await client.get("/ten.txt", { headers: { range: "bytes=0-1", "if-range": ifRange } })).status,
      );
    }
    expect(statuses).toEqual([206, 200, 200, 206, 200, 200]);
  });

  test("answers conditional requests before ranges", async () => {
    await using client = serving();
    const tag = (await client.get("/ten.txt")).headers.get("etag")!;
    for (const [headers, status] of [
      [{ "if-none-match": tag, range: "bytes=0-1" }, 304],
      [{ "if-modified-since": DATE }, 304],
      [{ "if-match": '"other"' }, 412],
    ] as const) {
      const response = await client.get("/ten.txt", { headers });
      expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([
        status,
        "",
        tag,
      ]);
    }
  });

  test("sends what was compressed before, to those who take it", async () => {
    await using client = serving();
    const seen = [];
    const tags = new Set<string | null>();
    for (const accept of ["br, gzip", "gzip", "zstd", ""]) {
      const response = await client.get("/", { headers: { "accept-encoding": accept } });
      const coding = response.headers.get("content-encoding");
      const bytes = await response.bytes();
      const plain =
        coding === "br" ? brotliDecompressSync(bytes) : coding === "gzip" ? gunzipSync(bytes) : bytes;
      seen.push([
        coding,
        response.headers.get("vary"),
        response.headers.get("content-type"),
        Buffer.from(plain).toString() === PAGE,
      ]);
      tags.add(response.headers.get("etag"));
    }
    const html = "text/html; charset=utf-8";
    expect(seen).toEqual([
      ["br", "accept-encoding", html, true],
      ["gzip", "accept-encoding", html, true],
      [null, "accept-encoding", html, true],
      [null, "accept-encoding", html, true],
    ]);
    expect(tags.size).toBe(3);
    await using plain = serving({ precompressed: false, cacheControl: "no-cache" });
    const { headers } = await plain.get("/", { headers: { "accept-encoding": "br" } });
    expect([headers.get("content-encoding"), headers.get("vary"), headers.get("cache-control")]).toEqual([
      null,
      null,
      "no-cache",
    ]);
  });

  test("leaves the sending to a host that has a shorter way", async () => {
    await using server = await serve(staticFiles({ root })(missing), { port: 0 });
    const response = await fetch(new URL("ten.txt", server.url), { headers: { range: "bytes=2-4" } });
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      206,
      "3",
      "234",
    ]);
    expect(await (await fetch(new URL("ten.txt", server.url))).text()).toBe(TEN);
  });

  test("opens a file when it is first read, and closes it if reading stops early (of a mock)", async () => {
    let [opened, closed] = [0, 0];
    const files = {
      open: async () => {
        opened++;
        return { read: async () => ({ bytesRead: 10 }), close: async () => void closed++ };
      },
    };
    const read = (): AsyncGenerator<Uint8Array> => readFile(files as never, "large.bin", 0, 1_000_000);
    await read().return(undefined);
    expect([opened, closed]).toEqual([0, 0]);
    const chunks = read();
    expect((await chunks.next()).value).toHaveLength(10);
    await chunks.return(undefined);
    expect([opened, closed]).toEqual([1, 1]);
  });

  test("asks the platform's own files, and the application if there are none", async () => {
    const asked: [string, string, string | null][] = [];
    const assets = {
      fetch: async (request: Request) => {
        asked.push([request.method, request.url, request.headers.get("range")]);
        if (!request.url.endsWith("/a%20b.txt")) return new Response("nothing", { status: 404 });
        return new Response("asset", { headers: { "content-type": "text/plain", etag: '"x"' } });
      },
    };
    await using client = clientOf(staticFiles({ assets: () => assets }), missing);
    const response = await client.get("/a%20b.txt", {
      headers: { range: "bytes=0-", host: "evil.example", cookie: "a=b" },
    });
    expect([response.status, response.headers.get("etag"), await response.text()]).toEqual([
      200,
      '"x"',
      "asset",
    ]);
    expect((await client.get("/other")).status).toBe(404);
    expect((await client.get("/.env")).status).toBe(404);
    expect(asked).toEqual([
      ["GET", "https://assets.local/a%20b.txt", "bytes=0-"],
      ["GET", "https://assets.local/other", null],
    ]);
  });

  test.each([
    ["/sub/", "/app/sub/?q=1"],
    ["https://evil.example/", null],
    ["//evil.example/", null],
    ["/\\evil.example/", null],
    ["evil.example", null],
  ])(
    "redirects where the platform does (a mock of one), below its own mount point, and to no other host: %s",
    async (to, location) => {
      const fetch = async (): Promise<Response> =>
        new Response(null, { status: 307, headers: { location: to } });
      const app = mount({ "/app": staticFiles({ assets: () => ({ fetch }) })(missing) });
      await using client = createClient(app);
      const response = await client.get("/app/sub?q=1");
      expect([response.status, response.headers.get("location")]).toEqual([
        location === null ? 404 : 307,
        location,
      ]);
    },
  );

  test("never fails on a path or a range, and never shows what is outside", async () => {
    const part = fc.constantFrom(
      "/",
      "..",
      ".",
      "%2e",
      "%2f",
      "%5c",
      "\\",
      "ten.txt",
      "key",
      "out",
      "private",
      "public",
      ".env",
      "%00",
      "%",
      "sub",
      "%c0%af",
      ":",
      "~",
      "//",
      "index.html",
    );
    const bytes = fc.constantFrom("bytes=", "-", "0", "9", "10", ",", " ", "99999999999999999999", "a");
    const client = createClient(staticFiles({ root })(missing));
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 8 }),
        fc.array(bytes, { maxLength: 8 }),
        async (parts, range) => {
          const response = await client.get(`/${parts.join("").replace(/[\\ ]/g, "%5C")}`, {
            headers: { range: range.join("").trim() },
          });
          expect(await response.text()).not.toContain("SECRET");
          expect([200, 206, 308, 404, 416]).toContain(response.status);
        },
      ),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test("reads ranges that lie within the content, and no more than it has", () => {
    const spec = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => `${a}-${b}`),
      fc.nat(30).map((n) => `-${n}`),
    );
    fc.assert(
      fc.property(fc.array(spec), fc.nat(20), (specs, size) => {
        const ranges = parseRange(`bytes=${specs.join(",")}`, size) ?? [];
        for (const { first, last } of ranges) expect(first >= 0 && first <= last && last < size).toBe(true);
        expect(ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)).toBeLessThanOrEqual(size);
      }),
      { numRuns: 10_000 },
    );
  });

  test("makes paths without a way up, of any segments", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).map((text) => `/${encodeURI(text.toWellFormed())}`),
        (target) => {
          const path = staticPath(createEnviron({ target: target.split(/[?#]/)[0]! }).segments, "index.html");
          expect(path ?? "x").not.toMatch(/(?:^|\/)\.|\\|\0|^\/|\/\//);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test.each([
    [{}, "staticFiles: root is undefined, must be set, or assets, but not both"],
    [{ root: "" }, 'staticFiles: root is ""'],
    [{ root: "x", index: "../x" }, 'staticFiles: index is "../x", must be the name of a file'],
    [{ root: "x", index: ".htaccess" }, "staticFiles: index"],
    [{ root: "x", cacheControl: "a\nb" }, "staticFiles: cacheControl"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => staticFiles(options)).toThrow(message);
  });
});
