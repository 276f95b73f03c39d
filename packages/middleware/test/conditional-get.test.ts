import { compose, type Application, type HeaderList } from "@tsgi/core";
import { Counted, TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { createClient } from "@tsgi/testing";
import { conditionalGet } from "@tsgi/middleware/conditional-get";
import { etag } from "@tsgi/middleware/etag";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const DAY = "Sat, 29 Oct 1994 19:43:31 GMT";
const BEFORE = "Fri, 28 Oct 1994 19:43:31 GMT";
const AFTER = "Sun, 30 Oct 1994 19:43:31 GMT";
const head = (...more: (readonly [string, string])[]): HeaderList => [...TEXT, ...more];
const STRONG = head(["ETag", '"a"'], ["Last-Modified", DAY]);
const WEAK = head(["ETag", 'W/"a"']);
const NEITHER = head();

describe("conditionalGet, in the order of RFC 9110, 13.2.2", () => {
  test.each<[string, HeaderList, Record<string, string>, number]>([
    ["no condition", STRONG, {}, 200],
    // 1: If-Match, by strong comparison
    ["If-Match", STRONG, { "if-match": '"a"' }, 200],
    ["If-Match, one of several", STRONG, { "if-match": '"x", "a"' }, 200],
    ["If-Match, any", STRONG, { "if-match": "*" }, 200],
    ["If-Match, another", STRONG, { "if-match": '"b"' }, 412],
    ["If-Match, weak", WEAK, { "if-match": 'W/"a"' }, 412],
    ["If-Match, malformed", STRONG, { "if-match": "a" }, 412],
    [
      "If-Match true overrides If-Unmodified-Since",
      STRONG,
      { "if-match": '"a"', "if-unmodified-since": BEFORE },
      200,
    ],
    ["If-Match false comes before If-None-Match", STRONG, { "if-match": '"b"', "if-none-match": '"a"' }, 412],
    ["If-Match true, then If-None-Match", STRONG, { "if-match": '"a"', "if-none-match": '"a"' }, 304],
    // 2: If-Unmodified-Since
    ["If-Unmodified-Since", STRONG, { "if-unmodified-since": DAY }, 200],
    ["If-Unmodified-Since, earlier", STRONG, { "if-unmodified-since": BEFORE }, 412],
    ["If-Unmodified-Since, no date", STRONG, { "if-unmodified-since": "yesterday" }, 200],
    [
      "If-Unmodified-Since false comes before If-None-Match",
      STRONG,
      { "if-unmodified-since": BEFORE, "if-none-match": '"a"' },
      412,
    ],
    // 3: If-None-Match, by weak comparison
    ["If-None-Match", STRONG, { "if-none-match": '"a"' }, 304],
    ["If-None-Match, weak", WEAK, { "if-none-match": '"a"' }, 304],
    ["If-None-Match, weak against strong", STRONG, { "if-none-match": 'W/"a"' }, 304],
    [
      "If-None-Match, a list with commas in tags",
      head(["ETag", '"a,b"']),
      { "if-none-match": '"x", "a,b"' },
      304,
    ],
    ["If-None-Match, any", STRONG, { "if-none-match": "*" }, 304],
    ["If-None-Match, another", STRONG, { "if-none-match": '"b"' }, 200],
    ["If-None-Match, unquoted", STRONG, { "if-none-match": "a" }, 200],
    ["If-None-Match, without a tag", NEITHER, { "if-none-match": '"a"' }, 200],
    [
      "If-None-Match overrides If-Modified-Since",
      STRONG,
      { "if-none-match": '"b"', "if-modified-since": AFTER },
      200,
    ],
    // 4: If-Modified-Since
    ["If-Modified-Since, the same", STRONG, { "if-modified-since": DAY }, 304],
    ["If-Modified-Since, later", STRONG, { "if-modified-since": AFTER }, 304],
    ["If-Modified-Since, earlier", STRONG, { "if-modified-since": BEFORE }, 200],
    [
      "If-Modified-Since, of RFC 850",
      STRONG,
      { "if-modified-since": "Saturday, 29-Oct-94 19:43:31 GMT" },
      304,
    ],
    ["If-Modified-Since, of asctime", STRONG, { "if-modified-since": "Sat Oct 29 19:43:31 1994" }, 304],
    ["If-Modified-Since, no such day", STRONG, { "if-modified-since": "Sat, 31 Feb 2099 19:43:31 GMT" }, 200],
    ["If-Modified-Since, without a date", WEAK, { "if-modified-since": AFTER }, 200],
  ])("%s", async (_, headers, request, status) => {
    for (const method of ["GET", "HEAD"]) {
      await using client = clientOf(conditionalGet(), answers("Hello", 200, headers));
      expect((await client.request(method, "/", { headers: request })).status).toBe(status);
    }
  });

  test("sends with 304 what updates a stored answer, and nothing of the content", async () => {
    const headers = head(
      ["etag", '"a"'],
      ["Cache-Control", "max-age=5"],
      ["Vary", "accept"],
      ["Content-Location", "/x"],
      ["Expires", DAY],
      ["set-cookie", "a=1"],
      ["Content-Length", "5"],
      ["Content-Language", "en"],
    );
    await using client = clientOf(conditionalGet(), answers("Hello", 200, headers));
    const response = await client.get("/", { headers: { "if-none-match": '"a"' } });
    expect([...response.headers.keys()].toSorted()).toEqual(
      ["cache-control", "content-location", "etag", "expires", "set-cookie", "vary"].toSorted(),
    );
    expect(await response.text()).toBe("");
  });

  test("closes the body that it leaves out, once and unread [M07]", async () => {
    for (const [request, status] of [
      [{ "if-none-match": '"a"' }, 304],
      [{ "if-match": '"b"' }, 412],
    ] as const) {
      const body = new Counted(["Hello"]);
      await using client = clientOf(conditionalGet(), answers(body, 200, STRONG));
      const response = await client.get("/", { headers: request });
      await response.bytes();
      expect([response.status, body.closed]).toEqual([status, 1]);
    }
  });

  test("works for an application that begins with its first chunk", async () => {
    let closed = 0;
    await using client = clientOf(conditionalGet(), function* (_, startResponse) {
      try {
        startResponse(200, STRONG);
        yield "Hello";
      } finally {
        closed++;
      }
    } as Application);
    const response = await client.get("/", { headers: { "if-none-match": '"a"' } });
    await response.finished;
    expect([response.status, closed]).toEqual([304, 1]);
  });

  test.each<[string, string, Application]>([
    ["another method", "PUT", answers("x", 200, STRONG)],
    ["another status", "GET", answers("x", 404, STRONG)],
  ])("leaves %s to the application", async (_, method, app) => {
    await using client = clientOf(conditionalGet(), app);
    expect((await client.request(method, "/", { headers: { "if-none-match": '"a"' } })).status).not.toBe(304);
  });

  test("works with etag", async () => {
    await using client = clientOf(compose(conditionalGet(), etag()), hello);
    const tag = (await client.get("/")).headers.get("etag")!;
    expect((await client.get("/", { headers: { "if-none-match": tag } })).status).toBe(304);
  });

  test("never fails on what a client sends", async () => {
    const client = createClient(conditionalGet()(answers("Hello", 200, STRONG)));
    const part = fc.constantFrom(
      '"',
      "W/",
      "a",
      ",",
      " ",
      "*",
      "\\",
      DAY,
      ":",
      "Sat, ",
      "\u00ff",
      "\t",
      "GMT",
      "99",
    );
    const field = fc.oneof(
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.string({
        unit: fc
          .integer({ min: 0x20, max: 0xff })
          .filter((code) => code !== 0x7f)
          .map((code) => String.fromCharCode(code)),
      }),
    );
    const name = fc.constantFrom("if-match", "if-none-match", "if-modified-since", "if-unmodified-since");
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          name,
          field.map((text) => text.trim()),
        ),
        async (headers) => {
          const response = await client.get("/", { headers });
          await response.bytes();
          expect([200, 304, 412]).toContain(response.status);
        },
      ),
      { numRuns: 10_000 },
    );
    await client.close();
  });
});
