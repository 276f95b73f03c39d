import {
  HostBody,
  TsgiError,
  type Application,
  type Body,
  type Environ,
  type Input,
  type OpenBody,
  type StartResponse,
} from "@tsgi/core";
import { createClient, createEnviron } from "@tsgi/testing";
import { validate, type ValidateOptions } from "@tsgi/validator";
import { describe, expect, it } from "vitest";
import { TEXT, answers, collectGarbage, environWith, hello, turn } from "./_harness.ts";

const take = (): void => {};

/** Runs what throws, and gives what was thrown. */
function thrownBy(run: () => unknown): TsgiError {
  try {
    run();
  } catch (error) {
    return error as TsgiError;
  }
  throw new Error("nothing was thrown");
}

describe("a broken rule", () => {
  it("is thrown at startResponse, in the stack of the application that broke it", () => {
    let seen: unknown;
    const app = validate(function guilty(_, startResponse) {
      seen = thrownBy(() => startResponse(99, TEXT));
      startResponse(200, TEXT, seen);
      return "Hello";
    });
    expect(app(createEnviron(), take)).toBe("Hello");
    expect(seen).toBeInstanceOf(TsgiError);
    expect(seen).toMatchObject({ code: "TSGI_RULE", status: 500 });
    expect((seen as Error).message).toMatch(/start-status, by the application: "The status is .* Seen: 99\./);
    expect((seen as Error).stack).toContain("guilty");
  });

  it("is thrown where the server calls, when the server broke it", () => {
    const error = thrownBy(() => validate(hello)(environWith({ scheme: "ws" }), take));
    expect(error.message).toContain(
      'environ-scheme, by the server: "`scheme` is `http` or `https`." Seen: "ws"',
    );
  });

  it("is thrown from next() when a chunk broke it", () => {
    const app = validate(answers(["Hello", 5].values()));
    const iterator = (app(createEnviron(), take) as Iterable<string>)[Symbol.iterator]();
    expect(iterator.next()).toEqual({ done: false, value: "Hello" });
    expect(thrownBy(() => iterator.next()).message).toContain("chunk-type");
  });

  it("is not held against the error that it is thrown as", () => {
    const late = new RangeError("late");
    const app = validate((_, startResponse) => {
      startResponse(200, TEXT);
      try {
        startResponse(500, TEXT, late);
      } catch {
        // Swallowed, which is what is told.
      }
      return null;
    });
    const server: StartResponse = (status, _, error) => {
      if (status === 500) throw error;
    };
    expect(thrownBy(() => app(createEnviron(), server)).message).toContain("start-throws-error-back");
  });

  it("rejects where the application is asynchronous", async () => {
    const app = validate(async () => undefined as unknown as Body);
    await expect(app(createEnviron(), take)).rejects.toThrow("body-returned");
  });

  it("is answered 500 by the server, as any error", async () => {
    await using client = createClient(validate(answers(5)), { rethrow: false });
    expect((await client.get("/")).status).toBe(500);
    expect(client.log).toContain("body-type");
  });

  it("shows no value of a header, which may be secret", () => {
    const app = validate(answers(null, 200, [...TEXT, ["x-token", "sec\nret"]]));
    const { message } = thrownBy(() => app(createEnviron(), take));
    expect(message).toContain("x-token");
    expect(message).not.toContain("sec");
  });

  it("goes to the log when the response is over", async () => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: take };
    const environ = createEnviron({ errors });
    validate(answers(["Hello"].values()))(environ, take);
    environ.exchange.finished();
    await turn();
    expect(log).toMatch(/^\[tsgi\/validator\] TSGI_RULE: .*close-before-finish.*\n$/);
  });
});

describe("a warning", () => {
  const app = answers(null, 200, [["x-", ""]]);

  it("goes to environ.errors, once for all requests", async () => {
    await using client = createClient(validate(app));
    expect((await client.get("/")).status).toBe(200);
    expect((await client.get("/")).status).toBe(200);
    expect(client.log.split("\n")).toEqual([expect.stringContaining("header-name-style"), ""]);
  });

  it("is told of a body that is dropped [N17]", async () => {
    await using client = createClient(async (environ, startResponse) => {
      drop(validate(answers(["Hello"].values())), environ, startResponse);
      await collectGarbage();
      return "Hello";
    });
    await client.get("/");
    expect(client.log).toContain("close-before-collection");
  });
});

describe("onViolation", () => {
  it("collects, and nothing is thrown or logged", async () => {
    const seen: string[] = [];
    const onViolation: ValidateOptions["onViolation"] = ({ rule, side, seen: what, error }) =>
      void seen.push(`${rule.id} ${side} ${what} ${error.code}`);
    await using client = createClient(validate(answers("Hello", 204, TEXT), { onViolation }));
    expect((await client.get("/")).status).toBe(204);
    expect(client.log).toBe("");
    expect(seen).toEqual([
      'header-content-type-unneeded application the header "content-type" TSGI_RULE',
      "chunk-forbidden application 5 bytes with status 204 TSGI_RULE",
    ]);
  });
});

describe("options", () => {
  it.each([
    [{ onviolation: take }, 'there is no option "onviolation"'],
    [{ onViolation: "log" }, 'onViolation is "log", not a function'],
    [{ buffered: 1 }, "buffered is 1, not a boolean"],
  ])("%j are refused at once", (options, message) => {
    expect(() => validate(hello, options as ValidateOptions)).toThrow(message);
    expect(thrownBy(() => validate(hello, options as ValidateOptions)).code).toBe("TSGI_OPTION_INVALID");
  });

  it("hideHopByHop takes the connection's headers from the application [A19]", () => {
    const headers = { connection: "close", te: "trailers", "Transfer-Encoding": "chunked", accept: "*/*" };
    const environ = createEnviron({ headers });
    expect(validate(listsHeaders, { hideHopByHop: true })(environ, take)).toBe("host,localhost,accept,*/*");
    expect(validate(listsHeaders)(environ, take)).toContain("te,trailers");
  });

  it("buffered lets a server take a new head after a chunk was handed over", () => {
    const app: Application = function* (_, startResponse) {
      startResponse(200, TEXT);
      yield "Hello";
      startResponse(500, TEXT, new RangeError("late"));
    } as Application;
    const read = (options?: ValidateOptions): unknown => [
      ...(validate(app, options)(createEnviron(), take) as Iterable<string>),
    ];
    expect(read({ buffered: true })).toEqual(["Hello"]);
    expect(() => read()).toThrow("start-throws-error-back");
  });
});

describe("otherwise it changes nothing", () => {
  class File extends HostBody {
    override async open(): Promise<OpenBody> {
      return { length: 0, chunks: (async function* () {})() };
    }
  }

  it.each([
    ["null", null],
    ["a string", "Hello"],
    ["bytes", new Uint8Array(5)],
    ["an array", ["Hel", "lo"]],
    ["a host body", new File()],
  ])("%s is handed on as it is, at once [M02][M15]", (_, body) => {
    expect(validate(answers(body))(createEnviron(), take)).toBe(body);
  });

  it("an iterable stays synchronous, an async one asynchronous, and a ReadableStream is cancelled", async () => {
    const sync = validate(answers(["a"].values()))(createEnviron(), take);
    expect([...(sync as Iterable<string>)]).toEqual(["a"]);
    let cancelled = 0;
    const stream = new ReadableStream({
      pull: (c) => c.enqueue(new Uint8Array(1)),
      cancel: () => void cancelled++,
    });
    const async = validate(answers(stream))(createEnviron(), take) as AsyncIterable<Uint8Array>;
    expect(Symbol.iterator in async).toBe(false);
    for await (const chunk of async) {
      expect(chunk).toEqual(new Uint8Array(1));
      break;
    }
    expect(cancelled).toBe(1);
  });

  it("errors keep their identity: thrown, rejected, from a body, from startResponse [M02]", async () => {
    const error = new RangeError("mine");
    const fail = (): never => {
      throw error;
    };
    expect(thrownBy(() => validate(fail)(createEnviron(), take))).toBe(error);
    await expect(validate(async () => fail())(createEnviron(), take)).rejects.toBe(error);
    const body = validate(answers({ [Symbol.iterator]: () => ({ next: fail }) }))(createEnviron(), take);
    expect(thrownBy(() => [...(body as Iterable<string>)])).toBe(error);
    const late: Application = (_, startResponse) => {
      startResponse(500, TEXT, error);
      return null;
    };
    const replaced: unknown[] = [];
    validate(late)(createEnviron(), (...args) => void replaced.push(args));
    expect(replaced).toEqual([[500, TEXT, error]]);
    expect((replaced as unknown[][])[0]![2]).toBe(error);
  });

  it("startResponse gets the very arguments, two or three [S36]", () => {
    const calls: unknown[][] = [];
    validate(hello)(createEnviron(), (...args) => void calls.push(args));
    expect(calls).toEqual([[200, TEXT]]);
    expect(calls[0]![1]).toBe(TEXT);
  });

  it("input and signal are not touched before the application touches them", () => {
    const touched: string[] = [];
    const environ = createEnviron();
    for (const name of ["input", "signal"]) {
      Object.defineProperty(environ.exchange, name, { get: () => void touched.push(name) });
    }
    validate(hello)(environ, take);
    expect(touched).toEqual([]);
  });

  it.each<[string, (input: Input) => unknown]>([
    ["bytes", (input) => input.bytes()],
    ["text", (input) => input.text()],
    ["json", async (input) => JSON.stringify(await input.json())],
    ["stream", (input) => input.stream()],
    ["chunks", (input) => input],
  ])("input is read as %s", async (_, read) => {
    await using client = createClient(
      validate((environ, startResponse) => {
        startResponse(200, TEXT);
        return read(environ.input) as Body;
      }),
    );
    expect(await (await client.post("/", { body: "{}" })).text()).toBe("{}");
    expect(client.log).toBe("");
  });

  it("the log is written and flushed", async () => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: () => void (log += "flushed") };
    validate(writesLog)(createEnviron({ errors }), take);
    expect(log).toBe("written flushed");
  });

  it("startup and shutdown pass, where the application has them [M14]", async () => {
    const calls: unknown[] = [];
    const app = validate({
      handle: hello,
      startup: (server) => void calls.push(server),
      shutdown: () => void calls.push("down"),
    });
    const { server } = createEnviron();
    await app.startup?.(server);
    await app.shutdown?.();
    expect(calls).toEqual([server, "down"]);
    expect(validate(hello)).not.toHaveProperty("startup");
  });

  it("a relative Location passes: RFC 9110 allows it [N14]", async () => {
    await using client = createClient(validate(answers(null, 302, [["location", "../login"]])));
    expect((await client.get("/")).headers.get("location")).toBe("../login");
    expect(client.log).toBe("");
  });
});

/** In a frame of its own, which is gone when garbage is collected. */
function drop(dropped: Application, ...args: Parameters<Application>): void {
  dropped(...args);
}

function listsHeaders({ headers }: Environ, startResponse: StartResponse): Body {
  startResponse(200, TEXT);
  return headers.join();
}

function writesLog(environ: Environ, startResponse: StartResponse): Body | PromiseLike<Body> {
  environ.errors.write("written ");
  void environ.errors.flush();
  return hello(environ, startResponse);
}
