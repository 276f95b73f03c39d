/* oxlint-disable unicorn/consistent-function-scoping -- each example is complete beside its check */
import { describe, expect, test } from "vitest";
import {
  fromWsgi,
  type BufferedWsgiEnviron,
  type WsgiApplication,
  type WsgiBody,
  type WsgiInput,
  type WsgiStartResponse,
  type WsgiWrite,
} from "../src/wsgi/index.ts";
import { respond, run, type FakeRequest } from "./_exchange.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const HELLO_WORLD = encode("Hello world!\n");

/** Runs a function on the environ of one request. */
function inside(
  read: (environ: BufferedWsgiEnviron) => unknown,
  request: FakeRequest = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const app = fromWsgi((environ, startResponse) => {
      startResponse("204 No Content", []);
      try {
        resolve(read(environ));
      } catch (error) {
        reject(error as Error);
      }
      return [];
    });
    void respond(app, request);
  });
}

describe("the examples of PEP 3333", () => {
  test("simple_app", async () => {
    const exchange = await respond(
      fromWsgi((_environ, startResponse) => {
        const status = "200 OK";
        const responseHeaders: [string, string][] = [["Content-type", "text/plain"]];
        startResponse(status, responseHeaders);
        return [HELLO_WORLD];
      }),
    );
    expect([exchange.status, exchange.text]).toEqual([200, "Hello world!\n"]);
    expect(exchange.transport.sent!.fields).toEqual(["Content-type", "text/plain", "content-length", "13"]);
    expect(exchange.events).toEqual(["whole"]);
  });

  class AppClass {
    readonly environ: BufferedWsgiEnviron;
    readonly start: WsgiStartResponse;
    constructor(environ: BufferedWsgiEnviron, startResponse: WsgiStartResponse) {
      this.environ = environ;
      this.start = startResponse;
    }
    *[Symbol.iterator](): Generator<Uint8Array> {
      this.start("200 OK", [["Content-type", "text/plain"]]);
      yield HELLO_WORLD;
    }
  }

  test("[S59] AppClass", async () => {
    for (const app of [
      fromWsgi(AppClass),
      fromWsgi((environ, startResponse) => new AppClass(environ, startResponse)),
    ]) {
      const exchange = await respond(app);
      expect([exchange.status, exchange.text, exchange.header("content-type")]).toEqual([
        200,
        "Hello world!\n",
        "text/plain",
      ]);
    }
  });

  const piglatin = (data: Uint8Array): Uint8Array =>
    encode(new TextDecoder().decode(data).replace(/(\w)(\w*)/g, "$2$1ay"));

  class LatinIter implements IterableIterator<Uint8Array> {
    close?: () => void;
    readonly #next: () => IteratorResult<Uint8Array>;
    readonly #transformOk: boolean[];
    constructor(result: WsgiBody, transformOk: boolean[]) {
      if (result.close) this.close = result.close.bind(result);
      const iterator = result[Symbol.iterator]();
      this.#next = iterator.next.bind(iterator);
      this.#transformOk = transformOk;
    }
    [Symbol.iterator](): this {
      return this;
    }
    next(): IteratorResult<Uint8Array> {
      const step = this.#next();
      if (!step.done && this.#transformOk.length > 0) return { done: false, value: piglatin(step.value) };
      return step;
    }
  }

  const latinator =
    (application: WsgiApplication): WsgiApplication =>
    (environ, startResponse) => {
      const transformOk: boolean[] = [];
      const startLatin: WsgiStartResponse = (status, headers, excInfo = null) => {
        transformOk.length = 0;
        for (const [name, value] of headers) {
          if (name.toLowerCase() === "content-type" && value === "text/plain") {
            transformOk.push(true);
            headers = headers.filter(([other]) => other.toLowerCase() !== "content-length");
            break;
          }
        }
        const write = startResponse(status, headers, excInfo);
        return transformOk.length > 0 ? (data) => write(piglatin(data)) : write;
      };
      return new LatinIter(application(environ, startLatin), transformOk);
    };

  test.each([
    ["text/plain", "elloHay orldway!\n", undefined],
    ["text/html", "Hello world!\n", "13"],
  ])("[M11][M06] Latinator over %s", async (type, text, length) => {
    let closed = 0;
    const foo: WsgiApplication = (_environ, startResponse) => {
      startResponse("200 OK", [
        ["Content-Type", type],
        ["Content-Length", "13"],
      ]);
      return Object.assign([HELLO_WORLD], { close: () => void closed++ });
    };
    const exchange = await respond(fromWsgi(latinator(foo)));
    expect([exchange.text, exchange.header("content-length"), closed]).toEqual([text, length, 1]);
  });

  test("[W2] Latinator over write()", async () => {
    const foo: WsgiApplication = (_environ, startResponse) => {
      const write = startResponse("200 OK", [["content-type", "text/plain"]]);
      write(encode("Hello "));
      return [encode("world")];
    };
    expect((await respond(fromWsgi(latinator(foo)))).text).toBe("elloHay orldway");
  });

  test("[S46] the error handler of start_response's section", async () => {
    const handling: WsgiApplication = (_environ, startResponse) => {
      try {
        startResponse("200 OK", [["X-Normal", "1"]]);
        throw new TypeError("regular application code fails");
      } catch (error) {
        const status = "500 Something went wrong";
        startResponse(status, [["content-type", "text/plain"]], [TypeError, error, undefined]);
        return [encode("error body goes here")];
      }
    };
    const exchange = await respond(fromWsgi(handling));
    expect([exchange.status, exchange.text, exchange.header("x-normal")]).toEqual([
      500,
      "error body goes here",
      undefined,
    ]);
  });
});

describe("fromWsgi's start_response", () => {
  test.each([
    ["200 OK", 200],
    ["404 Not Found", 404],
    ["599 x", 599],
    ["418 I'm a teapot", 418],
    ["200 Très bien", 200],
  ])("takes %j", async (status, number) => {
    const exchange = await respond(fromWsgi((_environ, start) => (start(status, []), [])));
    expect(exchange.status).toBe(number);
  });

  test.each([
    "200",
    "200 ",
    "200  OK",
    "200OK",
    " 200 OK",
    "20 OK",
    "2000 OK",
    "100 Continue",
    "600 No",
    "OK",
    "",
    "200\nOK",
    "200 OK\n",
    "200 OK\r\nX: y",
    200,
    null,
    undefined,
  ])("[S42][A14] refuses the status %j at once", async (status) => {
    let thrown: unknown;
    await respond(
      fromWsgi((_environ, start) => {
        try {
          start(status as string, []);
        } catch (error) {
          thrown = error;
        }
        return [];
      }),
    );
    expect(thrown).toEqual(coded("TSGI_WSGI_STATUS"));
  });

  test("[S41][S42] refuses what the server's own refuses", async () => {
    const exchange = await respond(
      fromWsgi((_environ, start) => (start("200 OK", [["Connection", "x"]]), [])),
    );
    expect(exchange.status).toBe(500);
    expect(exchange.logged.join("")).toContain("TSGI_HEADER_HOP_BY_HOP");
  });

  test("[S47] throws the very error back once the head is sent", async () => {
    const excInfo = [Error, new Error("late"), undefined];
    let thrown: unknown;
    await respond(
      fromWsgi(function* (_environ, start) {
        start("200 OK", []);
        yield encode("sent");
        try {
          start("500 No", [], excInfo);
        } catch (error) {
          thrown = error;
        }
      }),
    );
    expect(thrown).toBe(excInfo);
  });

  test("[S48] is called once without an error", async () => {
    const exchange = await respond(
      fromWsgi((_environ, start) => (start("200 OK", []), start("200 OK", []), [])),
    );
    expect(exchange.logged.join("")).toContain("TSGI_START_TWICE");
  });
});

describe("fromWsgi's write()", () => {
  test("[W2] what is written comes before what is returned", async () => {
    const exchange = await respond(
      fromWsgi((_environ, start) => {
        const write = start("200 OK", []);
        write(encode("a"));
        write(new Uint8Array(0));
        write(encode("b"));
        return [encode("c"), encode("d")];
      }),
    );
    expect([exchange.text, exchange.logged]).toEqual(["abcd", []]);
  });

  test("[A04] takes bytes alone", async () => {
    const exchange = await respond(
      fromWsgi((_environ, start) => {
        const write = start("200 OK", []) as (data: unknown) => void;
        expect(() => write("text")).toThrow(coded("TSGI_CHUNK_INVALID"));
        return [encode("x")];
      }),
    );
    expect(exchange.text).toBe("x");
  });
});

describe("fromWsgi's body", () => {
  /** A body that counts its close() calls. */
  class ClosingBody implements Iterable<Uint8Array> {
    closed = 0;
    returned = 0;
    readonly #chunks: readonly unknown[];
    constructor(...chunks: unknown[]) {
      this.#chunks = chunks;
    }
    *[Symbol.iterator](): Generator<Uint8Array> {
      try {
        for (const chunk of this.#chunks) {
          if (chunk instanceof Error) throw chunk;
          yield chunk as Uint8Array;
        }
      } finally {
        this.returned++;
      }
    }
    close(): void {
      this.closed++;
    }
  }
  const serving =
    (body: WsgiBody, headers: [string, string][] = []): WsgiApplication =>
    (_environ, start) => {
      start("200 OK", headers);
      return body;
    };

  test.each([
    ["the end", [encode("a")], [], {}, "end"],
    ["an error", [encode("a"), new Error("e")], [], {}, "abort"],
    ["an error at once", [new Error("e")], [], {}, "whole"],
    ["HEAD", [encode("a")], [], { method: "HEAD" }, "whole"],
    ["truncation", [encode("abc"), encode("d")], [["Content-Length", "2"]], {}, "end"],
    ["text instead of bytes", [encode("a"), "text"], [], {}, "abort"],
  ] as [string, unknown[], [string, string][], FakeRequest, string][])(
    "[S58] close() is called exactly once after %s",
    async (_what, chunks, headers, request, last) => {
      const body = new ClosingBody(...chunks);
      const exchange = await respond(fromWsgi(serving(body, headers)), request);
      exchange.finished();
      expect([body.closed, exchange.events.at(-1)]).toEqual([1, last]);
      expect(body.returned).toBe(request.method === "HEAD" ? 0 : 1);
    },
  );

  test("[S58] close() is called exactly once when the client disconnects", () => {
    const body = new ClosingBody(encode("a"), encode("b"));
    const exchange = run(fromWsgi(serving(body)), { room: 1 });
    exchange.disconnected();
    expect([exchange.text, body.closed, body.returned]).toEqual(["a", 1, 1]);
  });

  test("[S58] close() is called though the iterator's return() throws", async () => {
    let closed = 0;
    const body: WsgiBody = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: true, value: undefined }),
        return() {
          throw new Error("in return");
        },
      }),
      close: () => void closed++,
    };
    const exchange = await respond(fromWsgi(serving(body)));
    expect([closed, exchange.status, exchange.logged.length]).toEqual([1, 200, 1]);
  });

  test("[S58] close() is called once, however often and from wherever the body is closed", async () => {
    const body = new ClosingBody(encode("a"));
    const app = fromWsgi(serving(body));
    const response = app(
      { contentLength: 0, headers: [], server: {}, scriptName: "", pathInfo: "" } as never,
      () => {},
    ) as IterableIterator<Uint8Array>;
    expect([...response]).toEqual([encode("a")]);
    response.return!();
    response.return!();
    expect(body.closed).toBe(1);
  });

  test("[S58] an array's close() is called too", async () => {
    let closed = 0;
    const body = Object.assign([encode("a")], { close: () => void closed++ });
    expect((await respond(fromWsgi(serving(body)))).text).toBe("a");
    expect(closed).toBe(1);
  });

  test.each([
    ["undefined", undefined, "TSGI_BODY_INVALID"],
    ["null", null, "TSGI_BODY_INVALID"],
    ["an object", {}, "TSGI_BODY_INVALID"],
    ["a promise", Promise.resolve([]), "TSGI_BODY_INVALID"],
    ["a string", "text", "TSGI_BODY_INVALID"],
    ["bytes without a list", encode("x"), "TSGI_CHUNK_INVALID"],
    ["a list of text", ["text"], "TSGI_CHUNK_INVALID"],
    ["a generator of text", new ClosingBody("text"), "TSGI_CHUNK_INVALID"],
  ])("[A03][A04] %s is an error", async (_kind, body, code) => {
    const exchange = await respond(fromWsgi(serving(body as WsgiBody)));
    expect(exchange.status).toBe(500);
    expect(exchange.logged).toHaveLength(1);
    expect(exchange.logged[0]).toContain(code);
  });

  test("[M15] a request without a body is answered synchronously", () => {
    for (const headers of [[], ["Content-Length", "0"]]) {
      expect(run(fromWsgi(serving([encode("a")])), { method: "POST", headers }).events).toEqual(["whole"]);
    }
    expect(run(fromWsgi(serving([])), { protocol: "HTTP/2" }).events).toEqual(["whole"]);
    expect(run(fromWsgi(serving([])), { protocol: "HTTP/2", method: "HEAD" }).events).toEqual(["whole"]);
  });
});

describe("fromWsgi's wsgi.input", () => {
  const lines = { method: "POST", headers: ["Content-Length", "9"], body: "ab\nc\n\nxyz" };
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const withInput = (read: (input: WsgiInput) => unknown, request: FakeRequest = lines): Promise<unknown> =>
    inside((environ) => read(environ["wsgi.input"]), request);

  test.each([
    ["read()", (input) => [input.read(), input.read()], ["ab\nc\n\nxyz", ""]],
    ["read(-1)", (input) => [input.read(-1)], ["ab\nc\n\nxyz"]],
    [
      "read(size)",
      (input) => [input.read(4), input.read(0), input.read(99), input.read(1)],
      ["ab\nc", "", "\n\nxyz", ""],
    ],
    ["readline()", (input) => [1, 2, 3, 4, 5].map(() => input.readline()), ["ab\n", "c\n", "\n", "xyz", ""]],
    ["readline(size)", (input) => [1, 2, 3].map(() => input.readline(2)), ["ab", "\n", "c\n"]],
    ["readline(0)", (input) => [input.readline(0), input.readline()], ["", "ab\n"]],
    ["readlines()", (input) => input.readlines(), ["ab\n", "c\n", "\n", "xyz"]],
    ["readlines(hint)", (input) => input.readlines(1), ["ab\n", "c\n", "\n", "xyz"]],
    ["iteration", (input) => [...input, input.read()], ["ab\n", "c\n", "\n", "xyz", ""]],
    ["a mixture", (input) => [input.read(1), input.readline(), input.read()], ["a", "b\n", "c\n\nxyz"]],
  ] as [string, (input: WsgiInput) => Uint8Array[], string[]][])(
    "[S29][S31][S32] %s",
    async (_how, read, expected) => {
      expect(await withInput((input) => read(input).map(text))).toEqual(expected);
    },
  );

  test("[S32] is empty without a body, and past its end", async () => {
    expect(await withInput((input) => input.read().length + input.readline().length, {})).toBe(0);
    expect(await withInput((input) => [...input], {})).toEqual([]);
  });

  test.each([
    ["a length", { headers: ["Content-Length", "3"] }],
    ["an encoding", { headers: ["Transfer-Encoding", "chunked"] }],
    ["HTTP/2", { protocol: "HTTP/2" }],
  ])("is read when the request declares a body by %s", async (_how, request) => {
    const whole = { method: "POST", body: "abc", ...request };
    expect(await withInput((input) => text(input.read()), whole)).toBe("abc");
  });

  test("above the limit the answer is 413, and the application is not called", async () => {
    let called = 0;
    const app = fromWsgi(
      (_environ, start) => {
        called++;
        start("200 OK", []);
        return [];
      },
      { limit: 2 },
    );
    const request = { method: "POST", headers: ["Content-Length", "3"], body: "abc" };
    expect((await respond(app, request)).status).toBe(413);
    expect((await respond(app, { ...request, headers: ["Content-Length", "2"], body: "ab" })).status).toBe(
      200,
    );
    expect(called).toBe(1);
  });

  test("[S22] wsgi.errors is the host's log", async () => {
    const exchange = await respond(
      fromWsgi((environ, start) => {
        environ["wsgi.errors"].write("hello log\n");
        start("204 No Content", []);
        return [];
      }),
    );
    expect(exchange.logged).toEqual(["hello log\n"]);
  });

  test("[S37] start_response returns write()", async () => {
    let write: WsgiWrite | undefined;
    await respond(fromWsgi((_environ, start) => ((write = start("200 OK", [])), [])));
    expect(write).toBeTypeOf("function");
  });
});
