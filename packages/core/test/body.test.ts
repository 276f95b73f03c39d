import { describe, expect, test } from "vitest";
import { bufferBody, isWhole, mapBody, type Body, type BodyMapper, type Chunk } from "../src/index.ts";
import { concat, isBytes } from "../src/server/index.ts";
import { answer, AsyncCountingBody, CountingBody, deferred } from "./_bodies.ts";
import { respond, run, turn } from "./_exchange.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });
const upper = (chunk: Chunk): Chunk => String(chunk).toUpperCase();

describe("isWhole", () => {
  test.each([
    [null, true],
    ["", true],
    [new Uint8Array(1), true],
    [Buffer.alloc(1), true],
    [[], false],
    [["x"], false],
    [new Set(["x"]), false],
    [new ReadableStream<Uint8Array>(), false],
  ] as [Body, boolean][])("tells whole bodies from streamed ones", (body, whole) => {
    expect(isWhole(body)).toBe(whole);
  });

  test("views other than Uint8Array are not bodies", () => {
    for (const view of [new Uint8ClampedArray(1), new Int8Array(1), new DataView(new ArrayBuffer(1))]) {
      expect(isBytes(view)).toBe(false);
    }
  });
});

describe("mapBody", () => {
  test.each([
    ["null", null, ""],
    ["a string", "ab", "AB"],
    ["an array", ["a", "b"], "AB"],
    ["an iterator", new CountingBody(["a", "b"]), "AB"],
    ["an async iterator", new AsyncCountingBody(["a", "b"]), "AB"],
    ["a ReadableStream", new ReadableStream({ start: (c) => (c.enqueue("a"), c.close()) }), "A"],
  ] as [string, Body, string][])("maps %s", async (_kind, body, text) => {
    expect((await respond(answer(mapBody(body, { chunk: upper })))).text).toBe(text);
  });

  test("[M03][M04] yields one chunk for each, at once, and pulls none ahead", async () => {
    const body = new CountingBody(["a", "b", "c"]);
    const exchange = run(answer(mapBody(body, { chunk: upper })), { room: 1 });
    await turn();
    expect([exchange.text, body.pulled]).toEqual(["A", 1]);
    exchange.transport.drain(1);
    await turn();
    expect([exchange.text, body.pulled]).toEqual(["AB", 2]);
  });

  test("is not started before it is read", () => {
    const body = new CountingBody(["a"]);
    mapBody(body, { chunk: upper });
    expect([body.pulled, body.closed]).toEqual([0, 0]);
  });

  test("awaits the mapper, and yields its last chunk once", async () => {
    const gate = deferred<string>();
    let ended = 0;
    const mapped = mapBody(["a", "b"], {
      chunk: (chunk) => (chunk === "a" ? gate.promise : ""),
      end: async () => `end${++ended}`,
    });
    const exchange = run(answer(mapped));
    await turn();
    expect(exchange.text).toBe("");
    gate.resolve("A");
    await exchange.transport.done;
    expect([exchange.text, ended]).toEqual(["Aend1", 1]);
    expect(exchange.events).toEqual(["head", "write", "write", "end"]);
  });

  test.each([
    ["the end", ["a"], {}, {}, 1],
    ["an error of the body", [new Error("e")], {}, {}, Infinity],
    [
      "an error of the mapper",
      ["a", "b"],
      {
        chunk: () => {
          throw new Error("e");
        },
      },
      {},
      Infinity,
    ],
    ["an error at its end", ["a"], { end: () => Promise.reject(new Error("e")) }, {}, Infinity],
    ["HEAD", ["a"], {}, { method: "HEAD" }, Infinity],
  ] as [string, Chunk[], Partial<BodyMapper>, object, number][])(
    "[M06] after %s closes the body and itself once",
    async (_what, steps, mapper, request) => {
      let closed = 0;
      const body = new CountingBody(steps);
      const mapped = mapBody(body, { chunk: upper, close: () => void closed++, ...mapper });
      await respond(answer(mapped), request);
      expect([body.closed, closed]).toEqual([1, 1]);
    },
  );

  test("[M06] closes the body when the client disconnects, and yields nothing after", async () => {
    const body = new CountingBody(["a", "b"]);
    let closed = 0;
    const mapper = { chunk: upper, close: () => void closed++ };
    const iterator = mapBody(body, mapper)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return!();
    await iterator.return!();
    expect([body.closed, body.pulled, closed]).toEqual([1, 1, 1]);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(body.pulled).toBe(1);
  });

  test("[M06] closes the body though its own close() throws", async () => {
    const body = new CountingBody(["a"]);
    const exchange = await respond(
      answer(
        mapBody(body, {
          chunk: upper,
          close() {
            throw new Error("mine");
          },
        }),
      ),
    );
    expect([body.closed, exchange.logged.length, exchange.text]).toEqual([1, 1, "A"]);
  });

  test("stays at its end", async () => {
    const iterator = mapBody(["a"], { chunk: upper, end: () => "z" })[Symbol.asyncIterator]();
    const steps = [];
    for (let i = 0; i < 4; i++) steps.push(await iterator.next());
    expect(steps.map(({ value }) => value as unknown)).toEqual(["A", "z", undefined, undefined]);
  });
});

describe("bufferBody", () => {
  test.each([null, "text", Uint8Array.of(1)])("returns the whole body %o at once", (body) => {
    expect(bufferBody(body)).toBe(body);
  });

  test.each([
    ["an empty array", [], ""],
    ["an array", ["a", new TextEncoder().encode("é")], "aé"],
    ["an iterator", new CountingBody(["a", "b"]), "ab"],
    ["an async iterator", new AsyncCountingBody(["a", "", "b"]), "ab"],
    ["a ReadableStream", new Blob(["ab"]).stream(), "ab"],
    ["a mapped body", mapBody("ab", { chunk: upper }), "AB"],
  ] as [string, Body, string][])("gathers %s", async (_kind, body, text) => {
    expect(new TextDecoder().decode((await bufferBody(body)) as Uint8Array)).toBe(text);
  });

  test("[M06] closes the body at its end", async () => {
    for (const body of [new CountingBody(["a"]), new AsyncCountingBody(["a"])]) {
      await bufferBody(body);
      expect(body.closed).toBe(1);
    }
  });

  test.each([
    ["a string, in bytes", "éé", 3],
    ["bytes", Uint8Array.of(1, 2), 1],
  ])("refuses %s above the limit at once", (_kind, body, limit) => {
    expect(() => bufferBody(body, { limit })).toThrow(coded("TSGI_BUFFER_LIMIT"));
    expect(bufferBody(body, { limit: limit + 1 })).toBe(body);
  });

  test("[S58] stops at the limit, and closes the body once", async () => {
    for (const body of [new CountingBody(["abc", "d", "e"]), new AsyncCountingBody(["abc", "d", "e"])]) {
      await expect(bufferBody(body, { limit: 3 })).rejects.toEqual(coded("TSGI_BUFFER_LIMIT"));
      expect([body.pulled, body.closed]).toEqual([2, 1]);
    }
    expect(await bufferBody(["abc"], { limit: 3 })).toHaveLength(3);
  });

  test("collects 1 MiB by default, and not a byte more", async () => {
    const half = new Uint8Array(524_288);
    expect(await bufferBody([half, half])).toHaveLength(1_048_576);
    await expect(bufferBody([half, half, "x"])).rejects.toEqual(coded("TSGI_BUFFER_LIMIT"));
    expect(() => bufferBody("x".repeat(1_048_577))).toThrow(coded("TSGI_BUFFER_LIMIT"));
  });

  test("[S58] closes the body once on its error, and reports that error, not one of closing", async () => {
    const body = new AsyncCountingBody(["a", new Error("in the body")]);
    await expect(bufferBody(body)).rejects.toThrow("in the body");
    expect(body.closed).toBe(1);
    const both = new AsyncCountingBody([new Error("in the body")]);
    both.return = () => Promise.reject(new Error("while closing"));
    await expect(bufferBody(both)).rejects.toThrow("in the body");
  });

  test("[A04] refuses invalid chunks, and what is not a body", async () => {
    const body = new CountingBody([5 as unknown as Chunk]);
    await expect(bufferBody(body)).rejects.toEqual(coded("TSGI_CHUNK_INVALID"));
    expect(body.closed).toBe(1);
    expect(() => bufferBody(5 as never)).toThrow(coded("TSGI_BODY_INVALID"));
  });
});

test("concat joins, and copies only if there is something to join", () => {
  const one = Uint8Array.of(1);
  expect(concat([one], 1)).toBe(one);
  expect(concat([], 0)).toEqual(new Uint8Array(0));
  expect(concat([one, Uint8Array.of(2, 3), one], 4)).toEqual(Uint8Array.of(1, 2, 3, 1));
});
