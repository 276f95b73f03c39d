/* oxlint-disable unicorn/no-thenable -- thenables are among what is tested */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Body, Chunk } from "../src/index.ts";
import { answer, AsyncCountingBody, CountingBody, HandBody, onlyWith } from "./_bodies.ts";
import { environOf, FakeExchange, respond, run, turn } from "./_exchange.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const streamOf = (...chunks: Chunk[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk as Uint8Array);
      controller.close();
    },
  });

describe("a streamed body", () => {
  test.each([
    ["an array", () => ["a", bytes("b"), "c"]],
    ["a Set", () => new Set(["a", "b", "c"])],
    ["an iterator", () => new CountingBody(["a", "b", "c"])],
    [
      "a generator",
      function* () {
        yield* ["a", "b", "c"];
      },
    ],
    ["an async iterator", () => new AsyncCountingBody(["a", "b", "c"])],
    [
      "an async generator",
      async function* () {
        yield* ["a", "b", "c"];
      },
    ],
    ["a ReadableStream", () => streamOf(bytes("a"), bytes("b"), bytes("c"))],
  ] as [string, () => Body][])(
    "of the kind %s is sent chunk by chunk, without a length",
    async (_kind, make) => {
      const exchange = await respond(answer(make()));
      expect(exchange.events).toEqual(["head", "write", "write", "write", "end"]);
      expect([exchange.status, exchange.text]).toEqual([200, "abc"]);
      expect(exchange.header("content-length")).toBeUndefined();
      expect(exchange.logged).toEqual([]);
    },
  );

  test("an array goes out together, other chunks each on their own", async () => {
    expect((await respond(answer(["a", "b", "c"]))).transport.flushes).toBe(0);
    expect((await respond(answer(new Set(["a", "b", "c"])))).transport.flushes).toBe(3);
  });

  test("[S53] empty chunks are never sent", async () => {
    const exchange = await respond(answer(new Set(["", "a", new Uint8Array(0), "b"])));
    expect(exchange.events).toEqual(["head", "write", "write", "end"]);
  });

  test.each([
    ["none", []],
    ["empty ones", ["", new Uint8Array(0)]],
  ])("[S44] of no chunks, %s, is an empty whole answer", async (_kind, chunks) => {
    const body = new AsyncCountingBody(chunks);
    const exchange = await respond(answer(body));
    expect([exchange.events, exchange.header("content-length"), body.closed]).toEqual([["whole"], "0", 1]);
  });

  test("[S58][S60] nothing but the protocols' own properties is read", async () => {
    for (const [symbol, inner] of [
      [Symbol.iterator, new CountingBody(["a", "b"])],
      [Symbol.asyncIterator, new AsyncCountingBody(["a", "b"])],
    ] as const) {
      const iterator = onlyWith(inner, ["next", "return"]);
      const body = onlyWith({ [symbol]: () => iterator }, [symbol, "then", "getReader"]);
      const exchange = await respond(answer(body as unknown as Body));
      expect([exchange.text, exchange.logged, inner.closed]).toEqual(["ab", [], 1]);
    }
  });

  test("an iterator without return() is not an error", async () => {
    let step = 0;
    const body = { [Symbol.iterator]: () => ({ next: () => ({ done: step++ > 1, value: "x" }) }) };
    const exchange = await respond(answer(body));
    expect([exchange.text, exchange.logged]).toEqual(["xx", []]);
  });

  test("what the iterator returns at its end is not sent", async () => {
    const exchange = await respond(
      answer(
        (function* () {
          yield "a";
          return "not a chunk";
        })(),
      ),
    );
    expect(exchange.text).toBe("a");
  });

  test("[S56] a chunk is sent while the next is still awaited", async () => {
    const body = new HandBody();
    const exchange = run(answer(body));
    expect([exchange.events, body.pulled]).toEqual([[], 1]);
    body.give("a");
    await turn();
    expect([exchange.events, exchange.transport.flushes, body.pulled]).toEqual([["head", "write"], 1, 2]);
    body.give("b");
    await turn();
    expect(exchange.text).toBe("ab");
    body.finish();
    await exchange.transport.done;
    await turn();
    expect([exchange.events.at(-1), body.closed]).toEqual(["end", 1]);
  });

  test("steps that are thenables of any kind are awaited, and settle once", async () => {
    const last = new HandBody();
    const steps = [
      {
        then(accept: (step: unknown) => void) {
          accept({ done: false, value: "first" });
          accept({ done: false, value: "twice" });
        },
      },
      last.next(),
    ];
    const body = { [Symbol.asyncIterator]: () => ({ next: () => steps.shift() }) };
    const exchange = run(answer(body as unknown as Body));
    await turn();
    expect(exchange.text).toBe("first");
    last.finish();
    await exchange.transport.done;
    expect([exchange.text, exchange.events.at(-1)]).toEqual(["first", "end"]);
  });

  test.each([undefined, null, 5])("a step that is %j is an error, not a hang", async (step) => {
    for (const settle of [(value: unknown) => value, (value: unknown) => Promise.resolve(value)]) {
      const body = { [Symbol.asyncIterator]: () => ({ next: () => settle(step) }) };
      const exchange = await respond(answer(body as unknown as Body));
      expect([exchange.status, exchange.logged.length]).toEqual([500, 1]);
    }
  });
});

describe("pulling", () => {
  test("[S55] waits for the client: never more than one chunk ahead", async () => {
    const body = new CountingBody(["a", "b", "c", "d", "e"]);
    const exchange = run(answer(body), { room: 2 });
    expect([exchange.text, body.pulled, exchange.transport.isWaiting]).toEqual(["ab", 2, true]);
    await turn();
    expect(body.pulled).toBe(2);
    exchange.transport.drain(1);
    expect([exchange.text, body.pulled, exchange.transport.isWaiting]).toEqual(["abc", 3, true]);
    exchange.transport.drain();
    await exchange.transport.done;
    expect([exchange.text, body.pulled, body.closed]).toEqual(["abcde", 6, 1]);
  });

  test("[S55] waits for the client with an asynchronous body too", async () => {
    const body = new AsyncCountingBody(["a", "b", "c"]);
    const exchange = run(answer(body), { room: 1 });
    await turn();
    expect([exchange.text, body.pulled]).toEqual(["a", 1]);
    exchange.transport.drain();
    await exchange.transport.done;
    expect(exchange.text).toBe("abc");
  });

  test("a full host is not waited for at the end of the body", async () => {
    const exchange = run(answer(new CountingBody(["a"])), { room: 1 });
    expect(exchange.transport.isWaiting).toBe(true);
    exchange.transport.drain(0);
    await exchange.transport.done;
    expect(exchange.events).toEqual(["head", "write", "wait", "end"]);
  });

  test("an endless synchronous body yields its turn, and stops when the client disconnects", () => {
    const body = new CountingBody(
      (function* () {
        for (;;) yield "x";
      })(),
    );
    const exchange = run(answer(body));
    expect([body.pulled, exchange.text.length]).toEqual([32, 32]);
    expect(exchange.transport.nextTurn()).toBe(true);
    expect(body.pulled).toBe(64);
    exchange.transport.isDisconnected = true;
    exchange.disconnected();
    expect(exchange.transport.nextTurn()).toBe(true);
    expect([body.pulled, body.closed, exchange.transport.nextTurn()]).toEqual([64, 1, false]);
  });

  test("endless empty chunks yield their turn too", () => {
    const body = new CountingBody(
      (function* () {
        for (;;) yield "";
      })(),
    );
    const exchange = run(answer(body));
    expect([body.pulled, exchange.transport.nextTurn(), body.pulled]).toEqual([32, true, 64]);
  });

  test("an asynchronous body that always has something ready yields its turn", async () => {
    const body = new AsyncCountingBody(Array.from({ length: 100 }, () => "x"));
    const exchange = run(answer(body));
    await turn();
    expect([body.pulled, exchange.events.at(-1)]).toEqual([32, "defer"]);
    while (exchange.transport.nextTurn()) await turn();
    expect([exchange.text.length, exchange.events.at(-1), body.closed]).toEqual([100, "end", 1]);
  });

  test("[S56] if a chunk goes out with the host's next turn, the next is pulled after it", async () => {
    const body = new CountingBody(["a", "b"]);
    const exchange = new FakeExchange();
    exchange.transport.flushesAtOnce = false;
    exchange.runs(answer(body)).run(environOf(exchange));
    expect([exchange.text, body.pulled, exchange.events.at(-1)]).toEqual(["a", 1, "defer"]);
    exchange.transport.nextTurn();
    expect([exchange.text, body.pulled]).toEqual(["ab", 2]);
    exchange.transport.nextTurn();
    expect([exchange.events.at(-1), body.closed]).toEqual(["end", 1]);
    const full = new FakeExchange({ room: 1 });
    full.transport.flushesAtOnce = false;
    full.runs(answer(new CountingBody(["a", "b"]))).run(environOf(full));
    expect(full.events).toEqual(["head", "write", "wait"]);
  });

  test("a wait for the client counts as a turn", () => {
    const body = new CountingBody(Array.from({ length: 60 }, () => "x"));
    const exchange = run(answer(body), { room: 30 });
    exchange.transport.drain();
    expect(exchange.text.length).toBe(60);
    expect(exchange.events.filter((event) => event === "defer")).toEqual([]);
  });
});

describe("return()", () => {
  const error = new Error("in the body");

  test.each([
    ["the end", ["a", "b"], {}, "end"],
    ["an error before the head", [error], {}, "whole"],
    ["an error after the head", ["a", error], {}, "abort"],
    ["an invalid chunk", ["a", 5], {}, "abort"],
    ["truncation", ["abc", "d", "e"], { "content-length": "2" }, "end"],
    ["too few bytes", ["a"], { "content-length": "2" }, "abort"],
    ["too few bytes of empty chunks", [""], { "content-length": "2" }, "whole"],
  ] as [string, Chunk[], Record<string, string>, string][])(
    "[S58] runs exactly once after %s, whether the body is synchronous or not",
    async (_what, steps, headers, last) => {
      for (const body of [new CountingBody(steps), new AsyncCountingBody(steps)]) {
        const exchange = await respond(answer(body, Object.entries(headers)));
        expect([body.closed, exchange.events.at(-1)]).toEqual([1, last]);
        exchange.finished();
        await turn();
        expect(body.closed).toBe(1);
      }
    },
  );

  test("[S58] its own error is logged once and changes nothing", async () => {
    const throwing = new CountingBody(["a"]);
    throwing.return = () => {
      throw new Error("while closing");
    };
    const rejecting = new AsyncCountingBody(["a"]);
    rejecting.return = () => Promise.reject(new Error("while closing"));
    for (const body of [throwing, rejecting]) {
      const exchange = await respond(answer(body));
      expect([exchange.text, exchange.events.at(-1), exchange.logged.length]).toEqual(["a", "end", 1]);
      expect(exchange.logged[0]).toContain("while closing");
    }
  });

  test("[S58] a ReadableStream is cancelled on the way, and left closed at its end", async () => {
    let cancelled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes("abc")),
      cancel: () => void cancelled++,
    });
    const exchange = await respond(answer(endless, [["content-length", "4"]]));
    expect([exchange.text, cancelled]).toEqual(["abca", 1]);
    const ending = streamOf(bytes("x"));
    await respond(answer(ending));
    expect(() => ending.getReader()).toThrow(TypeError);
  });

  test("[S66] a ReadableStream that errs breaks the connection, logged once", async () => {
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pulled++ === 0) controller.enqueue(bytes("a"));
        else controller.error(new Error("in the stream"));
      },
    });
    const exchange = await respond(answer(stream));
    expect([exchange.events, exchange.logged.length]).toEqual([["head", "write", "abort"], 1]);
  });

  test("[A04] a ReadableStream may hold strings, and a locked one is a 500", async () => {
    expect((await respond(answer(streamOf("a", "b")))).text).toBe("ab");
    const locked = streamOf("a");
    locked.getReader();
    expect((await respond(answer(locked))).status).toBe(500);
  });
});

describe("a declared length", () => {
  test.each([
    ["exact", ["ab", "cd"], "abcd", "end"],
    ["in one chunk", ["abcd"], "abcd", "end"],
    ["exceeded within a chunk", ["abc", "de", "f"], "abcd", "end"],
    ["exceeded by a further chunk", ["abcd", "e", "f"], "abcd", "end"],
    ["exceeded by the first chunk", [bytes("abcdef")], "abcd", "end"],
    ["not reached", ["abc"], "abc", "abort"],
  ] as [string, Chunk[], string, string][])("[S50][S51][A23] %s", async (_what, chunks, text, last) => {
    const body = new CountingBody(chunks);
    const exchange = await respond(answer(body, [["Content-Length", "4"]]));
    expect([exchange.text, exchange.events.at(-1), body.closed]).toEqual([text, last, 1]);
    expect(exchange.transport.sent!.fields).toEqual(["Content-Length", "4"]);
    const logged = exchange.logged.join("");
    expect(logged.includes("TSGI_BODY_TOO_LONG")).toBe(chunks.join("").length > 4 && last === "end");
    expect(logged.includes("TSGI_BODY_TOO_SHORT")).toBe(last === "abort");
    expect(exchange.logged.length).toBe(logged === "" ? 0 : 1);
  });

  test("[S50] of 0 lets nothing through, and stops the body at its first byte", async () => {
    const body = new CountingBody(["", "a", "b"]);
    const exchange = await respond(answer(body, [["content-length", "0"]]));
    expect([exchange.events, exchange.text, body.pulled, body.closed]).toEqual([["head", "end"], "", 2, 1]);
  });

  test("[S50] counts bytes, not characters", async () => {
    const exchange = await respond(answer(["é", "é"], [["content-length", "3"]]));
    expect(exchange.bytes).toEqual(Uint8Array.of(0xc3, 0xa9, 0xc3));
  });

  test("[S51] not reached before any byte is a 500", async () => {
    const exchange = await respond(answer(new CountingBody([""]), [["content-length", "3"]]));
    expect([exchange.status, exchange.text]).toEqual([500, "Internal Server Error"]);
  });

  test("[S50][S51] whatever the chunks, never more than declared, and no clean end with less", async () => {
    const chunk = fc.oneof(fc.string({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.array(chunk), fc.nat({ max: 12 }), async (chunks, declared) => {
        const body = new CountingBody(chunks);
        const exchange = await respond(answer(body, [["content-length", String(declared)]]));
        const size = Buffer.concat(chunks.map((part) => Buffer.from(part as string))).length;
        expect(exchange.events.includes("abort") || exchange.status === 500).toBe(size < declared);
        expect(exchange.status === 500 ? 0 : exchange.bytes.length).toBe(
          exchange.status === 500 ? 0 : Math.min(size, declared),
        );
        expect(body.closed).toBe(1);
      }),
    );
  });
});

describe("an error after the head", () => {
  test("[S66][S67] resets the connection, is logged once, and appends nothing", async () => {
    const body = new AsyncCountingBody(["a", new Error("in the body")]);
    const exchange = await respond(answer(body));
    expect([exchange.events, exchange.text]).toEqual([["head", "write", "abort"], "a"]);
    expect(exchange.logged).toHaveLength(1);
    expect(exchange.logged[0]).toContain("Error: in the body");
  });

  test("[A04] so does a chunk that is neither string nor bytes", async () => {
    for (const chunk of [5, null, undefined, {}, ["x"], new ArrayBuffer(1), Uint16Array.of(1)]) {
      const exchange = await respond(answer(["a", chunk as Chunk]));
      expect([exchange.events, exchange.text]).toEqual([["head", "write", "abort"], "a"]);
      expect(exchange.logged.join("")).toContain("TSGI_CHUNK_INVALID");
    }
  });
});
