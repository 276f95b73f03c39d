import { HostBody, compose, type Application, type OpenBody } from "@tsgi/core";
import { TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { accessLog } from "@tsgi/middleware/access-log";
import { etag } from "@tsgi/middleware/etag";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hash128 } from "../src/etag/hash.ts";

async function tagOf(app: Application, options = {}, method = "GET"): Promise<string | null> {
  await using client = clientOf(etag(options), app);
  return (await client.request(method, "/")).headers.get("etag");
}

/** A Response's body on a fetch host: only open() shows whether it is all there. */
class InMemory extends HostBody {
  readonly #text: string;
  readonly #isStream: boolean | undefined;

  constructor(text: string, isStream: boolean | undefined) {
    super();
    this.#text = text;
    this.#isStream = isStream;
  }
  override get mayBeWhole(): boolean {
    return true;
  }
  override async open(): Promise<OpenBody> {
    const bytes = new TextEncoder().encode(this.#text);
    const chunks = (async function* () {
      yield bytes;
    })();
    return this.#isStream ? { length: -1, chunks } : { length: bytes.length, chunks, whole: bytes };
  }
}

describe("etag", () => {
  test("tags whole bodies by their bytes alone, for GET and HEAD alike", async () => {
    const tag = await tagOf(hello);
    expect(tag).toMatch(/^W\/"[0-9a-z]{4,}"$/);
    for (const same of [
      answers(new TextEncoder().encode("Hello")),
      answers(["Hel", "lo"]),
      answers("Hello", 200, [...TEXT, ["x", "y"]]),
    ]) {
      expect(await tagOf(same)).toBe(tag);
    }
    expect(await tagOf(hello, {}, "HEAD")).toBe(tag);
    expect(await tagOf(answers("hello"))).not.toBe(tag);
  });

  test("tags what a host has in memory, and leaves its streams unchanged", async () => {
    for (const [text, isStream] of [["Hello"], ["", false], ["Hello", true]] as const) {
      const app = answers(new InMemory(text, isStream));
      const lines: string[] = [];
      const log = accessLog({ format: "%(B)s", to: (line) => lines.push(line) });
      await using client = clientOf(compose(etag(), log), app);
      const response = await client.get("/");
      const tag = response.headers.get("etag");
      expect([text, isStream, await response.text(), tag]).toEqual([
        text,
        isStream,
        text,
        text === "" || isStream ? null : await tagOf(hello),
      ]);
      await response.finished;
      expect(lines).toEqual([String(text.length)]);
    }
  });

  test.each([
    ["beyond ASCII", "Grüße, 世界 🌍"],
    ["that is long", "ü".repeat(5_000)],
    ["with half a character", "a\ud800b"],
  ])("tags a text %s by the bytes it is sent as", async (_, text) => {
    expect(await tagOf(answers(text))).toBe(`W/"${hash128(new TextEncoder().encode(text))}"`);
  });

  test("makes strong tags, and by another hash, if the options say so", async () => {
    expect(await tagOf(hello, { weak: false, hash: (bytes: Uint8Array) => `${bytes.length}` })).toBe('"5"');
  });

  test.each<[string, Application, string?]>([
    ["a tag of the application's own", answers("x", 200, [...TEXT, ["ETag", '"mine"']])],
    ["another status", answers("x", 201)],
    ["no-store", answers("x", 200, [...TEXT, ["Cache-Control", "private, No-Store"]])],
    ["a stream", answers(new Response("x").body)],
    ["an empty body", answers(null, 200, [])],
    ["another method", hello, "POST"],
  ])("leaves %s unchanged", async (_, app, method) => {
    const tag = await tagOf(app, {}, method);
    expect(tag === null || tag === '"mine"').toBe(true);
  });

  test("hashes the bytes, on whatever view of memory", () => {
    const text = "The quick brown fox jumps over the lazy dog";
    const bytes = new TextEncoder().encode(`--${text}`);
    expect(hash128(bytes.subarray(2))).toBe(hash128(new TextEncoder().encode(text)));
    expect(hash128(new Uint8Array(15))).not.toBe(hash128(new Uint8Array(16)));
  });

  test("hashes different contents differently", () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const content = bytes.join();
        const hash = hash128(bytes);
        expect(seen.get(hash) ?? content).toBe(content);
        seen.set(hash, content);
      }),
      { numRuns: 10_000 },
    );
    const flips = new Set(
      Array.from({ length: 256 }, (_, bit) => {
        const block = new Uint8Array(32);
        block[bit >> 3] = 1 << (bit & 7);
        return hash128(block);
      }),
    );
    expect(flips.size).toBe(256);
  });

  test("checks its options at once", () => {
    expect(() => etag({ weak: "no" as never })).toThrow('etag: weak is "no", must be a boolean');
  });
});
