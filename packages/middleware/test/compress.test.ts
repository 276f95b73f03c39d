import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  gunzipSync,
  zstdDecompressSync,
} from "node:zlib";
import { compose, type Application, type HeaderList } from "@tsgi/core";
import { Counted, TEXT, answers, clientOf } from "@tsgi/harness/linted";
import { compress, type CompressOptions } from "@tsgi/middleware/compress";
import { conditionalGet } from "@tsgi/middleware/conditional-get";
import { etag } from "@tsgi/middleware/etag";
import { createClient, createEnviron } from "@tsgi/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseEncoding } from "../src/http/encodings.ts";
import { webCoder } from "../src/compress/web-coder.ts";

const LONG = "Hello, compression! ".repeat(200);
const LARGE = "Hello, another thread! ".repeat(5000);
const head = (...more: (readonly [string, string])[]): HeaderList => [...TEXT, ...more];
const decoders = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };

async function headersOf(
  app: Application,
  accept: string | undefined,
  options?: CompressOptions,
): Promise<Headers> {
  await using client = clientOf(compress(options), app);
  const response = await client.get("/", {
    headers: accept === undefined ? {} : { "accept-encoding": accept },
  });
  await response.bytes();
  return response.headers;
}

describe("compress", () => {
  test.each(["br", "zstd", "gzip"] as const)(
    "compresses by %s: whole, large and streamed",
    async (encoding) => {
      const bodies: [() => unknown, string][] = [
        [() => LONG, LONG],
        [() => [LONG, LONG], LONG + LONG],
        [() => LARGE, LARGE],
        [() => [LONG, "", "ü", LONG].values(), `${LONG}ü${LONG}`],
        [() => new Response(LARGE).body, LARGE],
      ];
      for (const [body, text] of bodies) {
        await using client = clientOf(compress(), answers(body()));
        const response = await client.get("/", { headers: { "accept-encoding": encoding } });
        const bytes = await response.bytes();
        expect(decoders[encoding](bytes).toString()).toBe(text);
        expect(bytes.length).toBeLessThan(text.length / 2);
        expect([response.headers.get("content-encoding"), response.headers.get("vary")]).toEqual([
          encoding,
          "accept-encoding",
        ]);
      }
    },
  );

  test("stays synchronous for a small body [M15]", () => {
    const environ = createEnviron({ headers: { "accept-encoding": "gzip" } });
    expect(compress()(answers(LONG))(environ, () => {})).toBeInstanceOf(Uint8Array);
  });

  test.each([
    ["br", createBrotliDecompress],
    ["gzip", createGunzip],
  ] as const)(
    "flushes each chunk of a stream, so that the client can decode it, by %s [M03]",
    async (encoding, decoder) => {
      const gate = Promise.withResolvers<void>();
      const app = answers(
        (async function* () {
          yield "first line\n";
          await gate.promise;
          yield "second line\n";
        })(),
      );
      await using client = clientOf(compress(), app);
      const response = await client.get("/", { headers: { "accept-encoding": encoding } });
      const chunks = response.body[Symbol.asyncIterator]();
      const decoding = decoder();
      const decoded = decoding[Symbol.asyncIterator]();
      decoding.write((await chunks.next()).value);
      expect(String((await decoded.next()).value)).toBe("first line\n");
      gate.resolve();
      decoding.write((await chunks.next()).value);
      expect(String((await decoded.next()).value)).toBe("second line\n");
      decoding.end((await chunks.next()).value);
      expect([(await decoded.next()).done, (await chunks.next()).done]).toEqual([true, true]);
    },
  );

  test.each<[string, string | undefined, string | null]>([
    ["none sent", undefined, null],
    ["empty", "", null],
    ["of equals the first offered", "gzip, zstd, br", "br"],
    ["the heaviest", "br;q=0.5, gzip;q=0.8", "gzip"],
    ["any", "*", "br"],
    ["any but br", "*, br;q=0", "zstd"],
    ["none but identity", "identity", null],
    ["identity preferred", "gzip;q=0.5, identity;q=0.8", null],
    ["refused", "gzip;q=0", null],
    ["unknown", "compress, x-foo", null],
    ["an old name", "x-gzip", "gzip"],
    ["of any case", "GZip", "gzip"],
    ["invalid weights", "gzip;q=a, br;q=2", null],
  ])("negotiates: %s", async (_, accept, expected) => {
    const headers = await headersOf(answers(LONG), accept);
    expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([expected, "accept-encoding"]);
  });

  test.each<[string, Application]>([
    ["small", answers("Hello")],
    ["empty", answers(null, 200)],
    [
      "small by its length",
      (...call) => answers(["Hello"].values(), 200, head(["content-length", "5"]))(...call),
    ],
    ["encoded already", answers(LONG, 200, head(["Content-Encoding", "gzip"]))],
    ["marked no-transform", answers(LONG, 200, head(["Cache-Control", "max-age=1, No-Transform"]))],
    [
      "an event stream",
      (...call) =>
        answers(["data: x\n\n"].values(), 200, [["content-type", "text/event-stream; charset=utf-8"]])(
          ...call,
        ),
    ],
    ["an image", answers(LONG, 200, [["content-type", "image/png"]])],
    ["a part", answers(LONG, 206, head(["content-range", "bytes 0-3999/5000"]))],
    ["digested", answers(LONG, 200, head(["content-digest", "sha-256=:x:"]))],
  ])("leaves what is %s unchanged", async (_, app) => {
    await using client = clientOf(compress(), app);
    await using plain = clientOf((same) => same, app);
    const accept = { headers: { "accept-encoding": "gzip" } };
    const [response, expected] = [await client.get("/", accept), await plain.get("/", accept)];
    expect(response.rawHeaders).toEqual(expected.rawHeaders);
  });

  test("corrects what the head says of the body [M11]", async () => {
    const app = answers(
      LONG,
      200,
      head(
        ["Content-Length", "4000"],
        ["ETag", '"a"'],
        ["Accept-Ranges", "bytes"],
        ["Vary", "Origin"],
        ["content-encoding", "identity"],
      ),
    );
    const headers = await headersOf(app, "gzip");
    expect(Number(headers.get("content-length"))).toBeLessThan(200);
    expect([
      headers.get("etag"),
      headers.get("accept-ranges"),
      headers.get("vary"),
      headers.get("content-encoding"),
    ]).toEqual(['W/"a"', null, "Origin, accept-encoding", "gzip"]);
  });

  test("goes together with conditional requests", async () => {
    await using client = clientOf(
      compose(compress(), conditionalGet(), etag({ weak: false })),
      answers(LONG),
    );
    const accept = { "accept-encoding": "gzip" };
    const tag = (await client.get("/", { headers: accept })).headers.get("etag")!;
    expect(tag).toMatch(/^W\//);
    expect((await client.get("/", { headers: { ...accept, "if-none-match": tag } })).status).toBe(304);
  });

  test("answers HEAD as GET, except for the length, and closes the body unread [M07]", async () => {
    for (const body of [LONG, new Counted([LONG])]) {
      await using client = clientOf(compress(), answers(body));
      const response = await client.head("/", { headers: { "accept-encoding": "br" } });
      expect([response.headers.get("content-encoding"), response.headers.get("content-length")]).toEqual([
        "br",
        null,
      ]);
      expect(body instanceof Counted ? body.closed : 1).toBe(1);
    }
  });

  test("takes back its plan when an error replaces the head before the first chunk", async () => {
    await using client = clientOf(compress(), (_, startResponse) => {
      startResponse(200, TEXT);
      return (function* () {
        yield "";
        startResponse(500, [["content-type", "image/png"]], new Error("mine"));
        yield "plain";
      })();
    });
    const response = await client.get("/", { headers: { "accept-encoding": "gzip" } });
    expect([response.status, response.headers.get("content-encoding"), await response.text()]).toEqual([
      500,
      null,
      "plain",
    ]);
  });

  test("closes the body once when the client disconnects in the middle [M06]", async () => {
    const body = new Counted([LONG, LONG, LONG]);
    await using client = clientOf(compress(), answers(body));
    const response = await client.get("/", { headers: { "accept-encoding": "gzip" } });
    for await (const chunk of response.body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await response.finished;
    expect(body.closed).toBe(1);
  });

  test("closes a body of which nothing was read [M06]", async () => {
    const body = new Counted([LONG]);
    const environ = createEnviron({ headers: { "accept-encoding": "gzip" } });
    const out = compress()(answers(body))(environ, () => {}) as AsyncIterable<Uint8Array>;
    await out[Symbol.asyncIterator]().return!();
    expect(body.closed).toBe(1);
  });

  test("offers the encodings of its options, at their level", async () => {
    const options: CompressOptions = { encodings: ["gzip"], levels: { gzip: 1 }, threshold: 0 };
    const fast = await headersOf(answers(LARGE.slice(0, 9000)), "br, gzip", options);
    const small = await headersOf(answers(LARGE.slice(0, 9000)), "br, gzip", {
      ...options,
      levels: { gzip: 9 },
    });
    expect([fast.get("content-encoding"), small.get("content-encoding")]).toEqual(["gzip", "gzip"]);
    expect(Number(fast.get("content-length"))).toBeGreaterThan(Number(small.get("content-length")));
  });

  test("compresses by CompressionStream without zlib", async () => {
    const coder = webCoder("gzip")!;
    expect(gunzipSync(await coder.whole(new TextEncoder().encode(LARGE))).toString()).toBe(LARGE);
    expect(coder.stream).toBeUndefined();
  });

  test("never fails on Accept-Encoding, and chooses nothing that was refused", async () => {
    const part = fc.constantFrom(
      "gzip",
      "br",
      "zstd",
      "identity",
      "*",
      ";q=",
      "0",
      "1",
      "0.5",
      ".",
      ",",
      ";",
      " ",
      "\t",
      "=",
      "\u00ff",
    );
    const field = fc.oneof(
      fc.array(part, { maxLength: 16 }).map((parts) => parts.join("")),
      fc.string(),
    );
    const client = createClient(compress()(answers(LONG)));
    await fc.assert(
      fc.asyncProperty(field, async (accept) => {
        const chosen = chooseEncoding(accept, ["br", "zstd", "gzip"]);
        expect(accept.toLowerCase()).toMatch(chosen === undefined ? "" : new RegExp(`${chosen}|\\*`));
        const sent = accept.replace(/[^\t\x20-\x7e\x80-\xff]/g, "").trim();
        const response = await client.get("/", { headers: { "accept-encoding": sent } });
        const encoding = response.headers.get("content-encoding") as keyof typeof decoders | null;
        const bytes = await response.bytes();
        expect((encoding === null ? bytes : decoders[encoding](bytes)).length).toBe(LONG.length);
      }),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test.each([
    [
      { encodings: ["deflate"] },
      /compress: encodings is \[object Array\], must be an array, each "br" or "zstd" or "gzip"/,
    ],
    [{ threshold: -1 }, "compress: threshold is -1, must be an integer of 0 or more"],
    [{ levels: { gzip: 10 } }, "compress.levels: gzip is 10, must be an integer from 1 to 9"],
    [{ levels: { deflate: 1 } }, 'compress.levels: there is no option "deflate"'],
    [{ compressible: /x/ }, "compress: compressible"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => compress(options as never)).toThrow(message);
  });
});
