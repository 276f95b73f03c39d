/* oxlint-disable unicorn/no-thenable -- thenables are among what is tested */
import { describe, expect, test } from "vitest";
import * as rowsByCode from "../src/errors.ts";
import { TsgiError, type Application, type Body, type ErrorCode, type ErrorRow } from "../src/index.ts";
import type { Head } from "../src/server/index.ts";
import { AsyncCountingBody, CountingBody, answer, deferred } from "./_bodies.ts";
import { environOf, FakeExchange, FakeTransport, respond, run, turn, type FakeRequest } from "./_exchange.ts";

const errorTable: Record<ErrorCode, ErrorRow> = { ...rowsByCode };

describe("a whole body", () => {
  const otherRealm = (bytes: number[]): Uint8Array =>
    Object.setPrototypeOf(Uint8Array.from(bytes), Object.create(OtherUint8Array.prototype));
  class OtherUint8Array extends Uint8Array {}

  test.each([
    ["null", null, "", "0"],
    ["an empty string", "", "", "0"],
    ["empty bytes", new Uint8Array(0), "", "0"],
    ["a string", "hello", "hello", "5"],
    ["a string beyond ASCII", "あé", "あé", "5"],
    ["bytes", Uint8Array.of(104, 105), "hi", "2"],
    ["a Buffer", Buffer.from("hi"), "hi", "2"],
    ["bytes of another class", otherRealm([104, 105]), "hi", "2"],
    ["an empty array", [], "", "0"],
    ["an array of one string", ["one"], "one", "3"],
    ["an array of one piece of bytes", [Uint8Array.of(104)], "h", "1"],
    ["an array of one empty string", [""], "", "0"],
  ] as [string, Body, string, string][])(
    "[S45][S52] %s gets its Content-Length and one write",
    async (_kind, body, text, length) => {
      const exchange = await respond(answer(body));
      expect(exchange.events).toEqual(["whole"]);
      expect([exchange.status, exchange.text, exchange.header("content-length")]).toEqual([
        200,
        text,
        length,
      ]);
      expect(exchange.transport.chunks).toHaveLength(text === "" ? 0 : 1);
      expect(exchange.logged).toEqual([]);
    },
  );

  test("[S57] all 256 bytes go out unchanged, in the very same array", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const exchange = await respond(answer(bytes));
    expect(exchange.transport.chunks).toEqual([bytes]);
    expect(exchange.transport.chunks[0]).toBe(bytes);
  });

  test("[S40] a declared length stays the only one", async () => {
    const exchange = await respond(answer("hello", [["CONTENT-LENGTH", "5"]]));
    expect(exchange.transport.sent!.fields).toEqual(["CONTENT-LENGTH", "5"]);
  });

  test("[S50][N03] is cut to a declared length that is smaller, and the log says so", async () => {
    const exchange = await respond(answer("éa", [["content-length", "1"]]));
    expect(exchange.bytes).toEqual(Uint8Array.of(0xc3));
    expect(exchange.logged.join("")).toContain("TSGI_BODY_TOO_LONG");
    expect(exchange.logged.join("")).toContain("3 instead of 1");
  });

  test("[S50] is cut to nothing by a declared length of 0", async () => {
    const exchange = await respond(answer(Uint8Array.of(1, 2), [["content-length", "0"]]));
    expect([exchange.bytes.length, exchange.header("content-length")]).toEqual([0, "0"]);
  });

  test.each([["hello"], [null], [["hello"]], [Uint8Array.of(1)]])(
    "[S51] that is shorter than declared is not a clean answer",
    async (body) => {
      const exchange = await respond(answer(body, [["content-length", "6"]]));
      expect([exchange.status, exchange.text]).toEqual([500, "Internal Server Error"]);
      expect(exchange.logged.join("")).toContain("TSGI_BODY_TOO_SHORT");
    },
  );

  test("[S64] nothing else is added", async () => {
    const exchange = await respond(answer("x", [["x-a", "1"]]));
    expect(exchange.transport.sent!.fields).toEqual(["x-a", "1", "content-length", "1"]);
  });

  test("is sent in the very call of run()", () => {
    expect(run(answer("x")).events).toEqual(["whole"]);
  });
});

describe("HEAD", () => {
  test.each([
    ["a string", "hello", "5"],
    ["an array of one", ["hello"], "5"],
    ["bytes", Uint8Array.of(1), "1"],
    ["nothing", null, undefined],
    ["several chunks", ["a", "b"], undefined],
  ] as [string, Body, string | undefined][])(
    "[N02][A29] of %s keeps the length and sends none of it",
    async (_kind, body, length) => {
      const exchange = await respond(answer(body), { method: "HEAD" });
      expect(exchange.events).toEqual(["whole"]);
      expect([exchange.text, exchange.header("content-length")]).toEqual(["", length]);
    },
  );

  test("[N02] keeps a declared length, of whole and of streamed bodies", async () => {
    for (const body of [null, "hello", new CountingBody(["hello"])]) {
      const exchange = await respond(answer(body, [["content-length", "5"]]), { method: "HEAD" });
      expect([exchange.text, exchange.header("content-length"), exchange.logged]).toEqual(["", "5", []]);
    }
  });

  test("[S58][N02] closes a body that may be endless without pulling it", async () => {
    for (const body of [new CountingBody(["x"]), new AsyncCountingBody(["x"])]) {
      const exchange = await respond(answer(body), { method: "HEAD" });
      expect([exchange.text, body.pulled, body.closed]).toEqual(["", 0, 1]);
    }
  });

  test("[S58][N02] closes a body that brings its head along once that is there", async () => {
    let closed = 0;
    const exchange = await respond(
      function* (_environ, startResponse) {
        try {
          startResponse(200, [["x", "1"]]);
          for (;;) yield "x";
        } finally {
          closed++;
        }
      },
      { method: "HEAD" },
    );
    expect([exchange.events, exchange.header("x"), exchange.text, closed]).toEqual([["whole"], "1", "", 1]);
  });

  test("cancels a ReadableStream", async () => {
    let cancelled = 0;
    const stream = new ReadableStream<Uint8Array>({ cancel: () => void cancelled++ });
    await respond(answer(stream), { method: "HEAD" });
    expect(cancelled).toBe(1);
  });
});

describe.each([
  [204, undefined],
  [205, "0"],
  [304, undefined],
])("status %i", (status, length) => {
  test.each([
    ["null", null],
    ["a string", "body"],
    ["an array of one", ["body"]],
    ["several chunks", ["a", "b"]],
    ["a ReadableStream", new ReadableStream<Uint8Array>()],
  ] as [string, Body][])("[N01][P24] has no body and no Content-Length of %s", async (_kind, body) => {
    const exchange = await respond(answer(body, [["Content-Length", "4"]], status));
    expect(exchange.events).toEqual(["whole"]);
    expect([exchange.status, exchange.text, exchange.header("content-length")]).toEqual([status, "", length]);
    expect(exchange.logged).toEqual([]);
  });

  test("[N01][S58] closes a streamed body, started or not", async () => {
    const unread = new AsyncCountingBody(["x"]);
    await respond(answer(unread, [], status));
    expect([unread.pulled, unread.closed]).toEqual([0, 1]);
    let closed = 0;
    const exchange = await respond(async function* (_environ, startResponse) {
      try {
        startResponse(status, []);
        yield "x";
      } finally {
        closed++;
      }
    });
    expect([exchange.status, exchange.text, closed]).toEqual([status, "", 1]);
  });
});

describe("what is not a body", () => {
  test.each([
    ["undefined", undefined, "TSGI_BODY_INVALID"],
    ["a number", 5, "TSGI_BODY_INVALID"],
    ["true", true, "TSGI_BODY_INVALID"],
    ["a function", () => "x", "TSGI_BODY_INVALID"],
    ["a plain object", { body: "x" }, "TSGI_BODY_INVALID"],
    ["an ArrayBuffer", new ArrayBuffer(1), "TSGI_BODY_INVALID"],
    ["a Response", new Response("x"), "TSGI_BODY_INVALID"],
    ["an array of a number", [1], "TSGI_CHUNK_INVALID"],
    ["an array of null", [null], "TSGI_CHUNK_INVALID"],
    ["an array of numbers", [1, 2], "TSGI_CHUNK_INVALID"],
    ["16-bit numbers", Uint16Array.of(1, 2), "TSGI_CHUNK_INVALID"],
    ["an iterable of numbers", new Set([1]), "TSGI_CHUNK_INVALID"],
  ])("[A03][A04] %s is a 500, with the reason in the log", async (_kind, body, code) => {
    const exchange = await respond(answer(body as Body));
    expect([exchange.status, exchange.events]).toEqual([500, ["whole"]]);
    expect(exchange.logged).toHaveLength(1);
    expect(exchange.logged[0]).toContain(code);
  });
});

describe("an error before the head", () => {
  const failures: [string, (error: unknown) => Application][] = [
    ["thrown", (error) => () => thrower(error)],
    ["rejected", (error) => () => Promise.reject(error)],
    [
      "thrown after startResponse",
      (error) => (_environ, startResponse) => {
        startResponse(200, [["x-secret", "1"]]);
        return thrower(error);
      },
    ],
    [
      "thrown at the first step",
      (error) =>
        function* () {
          yield "";
          thrower(error);
        },
    ],
    [
      "rejected at the first step",
      (error) =>
        async function* (_environ, startResponse) {
          startResponse(200, [["x-secret", "1"]]);
          yield "";
          thrower(error);
        },
    ],
  ];

  test.each(failures)(
    "[S66][P20] %s becomes a plain 500 without details, logged once",
    async (_how, fail) => {
      const exchange = await respond(fail(new Error("secret detail")));
      expect(exchange.events).toEqual(["whole"]);
      expect(exchange.transport.sent!.fields).toEqual([
        "content-type",
        "text/plain; charset=utf-8",
        "content-length",
        "21",
      ]);
      expect([exchange.status, exchange.text]).toEqual([500, "Internal Server Error"]);
      expect(exchange.logged).toHaveLength(1);
      expect(exchange.logged[0]).toMatch(/^\[tsgi\/fake\] Error: secret detail\n\s+at /);
      expect(exchange.logged[0]!.endsWith("\n")).toBe(true);
    },
  );

  test.each(failures)("[N02] %s has no body for HEAD", async (_how, fail) => {
    const exchange = await respond(fail(new Error("e")), { method: "HEAD" });
    expect([exchange.status, exchange.text, exchange.header("content-length")]).toEqual([500, "", "21"]);
  });

  test.each([undefined, null, "text", 0, Symbol("s"), { toString: null }])(
    "[S66] whatever was thrown, here %s, it is answered and logged once",
    async (thrown) => {
      const exchange = await respond(() => Promise.reject(thrown));
      expect([exchange.status, exchange.logged.length]).toEqual([500, 1]);
    },
  );

  test("[S66] the causes are logged with it, and a circle of causes ends", async () => {
    const error = new Error("above", { cause: new Error("below", { cause: "deepest" }) });
    const logged = (await respond(() => Promise.reject(error))).logged.join("");
    expect(logged).toMatch(/above[^]*caused by: Error: below[^]*caused by: "deepest"/);
    const circle = new Error("circle");
    circle.cause = circle;
    expect((await respond(() => Promise.reject(circle))).logged.join("")).toContain("circle");
  });

  test.each([
    ["TSGI_INPUT_TOO_LARGE", 413, "Content Too Large"],
    ["TSGI_INPUT_TRUNCATED", 400, "Bad Request"],
    ["TSGI_INPUT_JSON", 400, "Bad Request"],
  ] as [ErrorCode, number, string][])(
    "%s is the client's: %i, and nothing in the log",
    async (code, status, text) => {
      const exchange = await respond(() => Promise.reject(new TsgiError(errorTable[code])));
      expect([exchange.status, exchange.text, exchange.logged]).toEqual([status, text, []]);
    },
  );

  test.each([
    ["TSGI_LAMBDA_RESULT", 502, "Bad Gateway"],
    ["TSGI_LAMBDA_TIMEOUT", 504, "Gateway Timeout"],
  ] as [ErrorCode, number, string][])("%s is a %i, and logged", async (code, status, text) => {
    const exchange = await respond(() => Promise.reject(new TsgiError(errorTable[code])));
    expect([exchange.status, exchange.text, exchange.logged.length]).toEqual([status, text, 1]);
  });

  test.each(["TSGI_INPUT_USED", "TSGI_CLIENT_GONE"] as ErrorCode[])("%s is a 500", async (code) => {
    const exchange = await respond(() => Promise.reject(new TsgiError(errorTable[code])));
    expect([exchange.status, exchange.logged.length]).toEqual([500, 1]);
  });

  test("a number called status on another error means nothing", async () => {
    const exchange = await respond(() => Promise.reject(Object.assign(new Error("e"), { status: 400 })));
    expect(exchange.status).toBe(500);
  });

  test("[S66] a log that throws changes nothing", async () => {
    const errors = { write: (): void => thrower(new Error("disk full")), flush(): void {} };
    const exchange = await respond(() => Promise.reject(new Error("e")), { errors });
    expect([exchange.status, exchange.text]).toEqual([500, "Internal Server Error"]);
  });

  test("a host may hand it to its own error handling", () => {
    class Handing extends FakeTransport {
      readonly handed: unknown[] = [];
      respondToError(error: unknown): boolean {
        this.handed.push(error);
        return true;
      }
    }
    const transport = new Handing();
    const exchange = new FakeExchange({}, transport);
    const error = new Error("e");
    exchange.runs(() => thrower(error)).run(environOf(exchange));
    expect([transport.handed[0], exchange.events, exchange.logged]).toEqual([error, [], []]);
  });
});

describe("a host that can send a ReadableStream by its own means", () => {
  class Passing extends FakeTransport {
    readonly passed: ReadableStream[] = [];
    takes = true;
    stream(_head: Head, stream: ReadableStream): Promise<void> | undefined {
      if (!this.takes) return undefined;
      this.passed.push(stream);
      return Promise.resolve();
    }
  }
  const passing = (request: FakeRequest = {}): FakeExchange & { readonly transport: Passing } =>
    new FakeExchange(request, new Passing(request)) as never;

  test("is left to it, and nothing else is sent", async () => {
    const [exchange, body] = [passing(), blobStream()];
    exchange.runs(answer(body)).run(environOf(exchange));
    await turn();
    expect([exchange.transport.passed[0] === body, exchange.events, body.locked]).toEqual([true, [], false]);
    const error = new Error("late");
    expect(() => exchange.startResponse(500, [], error)).toThrow(error);
  });

  test("[S50] sends it in the usual way if a length is declared, or the host declines", async () => {
    for (const [headers, takes] of [
      [[["content-length", "1"]], true],
      [[], false],
    ] as [[string, string][], boolean][]) {
      const exchange = passing();
      exchange.transport.takes = takes;
      exchange.runs(answer(blobStream(), headers)).run(environOf(exchange));
      await exchange.transport.done;
      expect([exchange.transport.passed, exchange.text]).toEqual([[], takes ? "a" : "ab"]);
    }
  });

  test("is not asked about other bodies, nor for HEAD and 304", async () => {
    for (const [body, status, method] of [
      [new CountingBody(["x"]), 200, "GET"],
      [["a", "b"], 200, "GET"],
      [blobStream(), 304, "GET"],
      [blobStream(), 200, "HEAD"],
    ] as [Body, number, string][]) {
      const exchange = passing({ method });
      exchange.runs(answer(body, [], status)).run(environOf(exchange));
      await exchange.transport.done;
      expect(exchange.transport.passed).toEqual([]);
    }
  });
});

describe("a host that fails", () => {
  test("[S66] while it sends a whole answer breaks the connection, logged once", async () => {
    const exchange = new FakeExchange();
    exchange.transport.failing.whole = new Error("no head");
    exchange.runs(answer("x")).run(environOf(exchange));
    expect(exchange.events).toEqual(["whole", "abort"]);
    expect(exchange.logged).toHaveLength(1);
  });

  test("[S66] while it sends the answer to an error does not throw out of run()", () => {
    const exchange = new FakeExchange();
    exchange.transport.failing.whole = new Error("no head");
    expect(() => exchange.runs(() => thrower(new Error("first"))).run(environOf(exchange))).not.toThrow();
    expect(exchange.events).toEqual(["whole", "abort"]);
    expect(exchange.logged.join("")).toMatch(/first[^]*no head/);
  });

  test.each(["head", "write", "end"] as const)("[S58][S66] in %s closes the body", async (event) => {
    const exchange = new FakeExchange();
    const body = new CountingBody(["a", "b"]);
    exchange.transport.failing[event] = new Error("broken");
    exchange.runs(answer(body)).run(environOf(exchange));
    expect([exchange.events.at(-1), body.closed, exchange.logged.length]).toEqual(["abort", 1, 1]);
  });

  test.each([
    ["HEAD", 200],
    ["GET", 304],
  ])("[S58] for %s and %i closes the body unread", (method, status) => {
    const exchange = new FakeExchange({ method });
    const body = new CountingBody(["a"]);
    exchange.transport.failing.whole = new Error("broken");
    exchange.runs(answer(body, [], status)).run(environOf(exchange));
    expect([exchange.events, body.closed]).toEqual([["whole", "abort"], 1]);
  });
});

describe("an asynchronous application", () => {
  test("is answered when its promise settles", async () => {
    const gate = deferred<string>();
    const exchange = run(async (_environ, startResponse) => {
      const text = await gate.promise;
      startResponse(201, []);
      return text;
    });
    expect(exchange.events).toEqual([]);
    gate.resolve("late");
    await exchange.transport.done;
    expect([exchange.status, exchange.text]).toEqual([201, "late"]);
  });

  test("may return a thenable that is not a Promise", async () => {
    const exchange = await respond((_environ, startResponse) => {
      startResponse(200, []);
      return { then: (accept: (body: Body) => void) => accept("thenable") } as never;
    });
    expect([exchange.status, exchange.text]).toEqual([200, "thenable"]);
  });

  test("may return a thenable of a thenable", async () => {
    const exchange = await respond((_environ, startResponse) => {
      startResponse(200, []);
      const inner = { then: (accept: (body: Body) => void) => accept("inner") };
      return { then: (accept: (body: unknown) => void) => accept(inner) } as never;
    });
    expect([exchange.status, exchange.text]).toEqual([200, "inner"]);
  });

  test("is answered once by a thenable that settles again and again", async () => {
    const exchange = await respond((_environ, startResponse) => {
      startResponse(200, []);
      return {
        then(accept: (body: Body) => void, refuse: (error: unknown) => void) {
          accept(["a", "b"]);
          accept(["c", "d"]);
          refuse(new Error("settled before"));
          throw new Error("settled before");
        },
      } as never;
    });
    expect([exchange.text, exchange.events, exchange.logged]).toEqual([
      "ab",
      ["head", "write", "write", "end"],
      [],
    ]);
  });

  test("[S66] a `then` that throws is the application's error", async () => {
    const throwing = [
      { then: () => thrower(new Error("in then")) },
      Object.defineProperty({}, "then", { get: () => thrower(new Error("in then")) }),
    ];
    for (const body of throwing) {
      const exchange = await respond(answer(body as never));
      expect([exchange.status, exchange.logged.length]).toEqual([500, 1]);
    }
  });
});

test("[S04] exchanges that run at the same time share nothing", async () => {
  const gates = [deferred<string>(), deferred<string>()];
  const app: Application = async (environ, startResponse) => {
    const index = Number(environ.queryString);
    startResponse(200 + index, [["x", String(index)]]);
    return gates[index]!.promise;
  };
  const exchanges = gates.map((_, index) => run(app, { target: `/?${index}` }));
  gates[1]!.resolve("one");
  gates[0]!.resolve("zero");
  await turn();
  expect(exchanges.map(({ status, text }) => [status, text])).toEqual([
    [200, "zero"],
    [201, "one"],
  ]);
});

function blobStream(): ReadableStream<Uint8Array> {
  return new Blob(["ab"]).stream();
}

function thrower(error: unknown): never {
  throw error;
}
