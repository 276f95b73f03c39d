import { TsgiError, type Application, type Body, type Environ, type StartResponse } from "@tsgi/core";
import { TEXT, answers, hello, turn } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { validate, type ValidateOptions } from "@tsgi/validator";
import { exchangeOf } from "@tsgi/core/server";
import { describe, expect, test } from "vitest";
import { collectGarbage, environWith, thrownBy } from "./_support.ts";

const take = (): void => {};

describe("a broken rule", () => {
  test("is thrown at startResponse, in the stack of the application that broke it", () => {
    let seen: unknown;
    const app = validate(function guilty(_, startResponse) {
      seen = thrownBy(() => startResponse(99, TEXT));
      startResponse(200, TEXT, seen);
      return "Hello";
    });
    expect(app(createEnviron(), take)).toBe("Hello");
    expect(seen).toBeInstanceOf(TsgiError);
    expect(seen).toMatchObject({ code: "TSGI_RULE", status: 500 });
    expect((seen as Error).message).toMatch(
      /start-status, by the application: "The status is .* Seen: 99\)$/,
    );
    expect((seen as Error).stack).toContain("guilty");
  });

  test("is thrown at the server's call if the server broke it", () => {
    const error = thrownBy(() => validate(hello)(environWith({ scheme: "ws" }), take));
    expect(error.message).toContain(
      'environ-scheme, by the server: "`scheme` is `http` or `https`." Seen: "ws"',
    );
  });

  test("is thrown from next() if a chunk broke it", () => {
    const app = validate(answers(["Hello", 5].values()));
    const iterator = (app(createEnviron(), take) as Iterable<string>)[Symbol.iterator]();
    expect(iterator.next()).toEqual({ done: false, value: "Hello" });
    expect(thrownBy(() => iterator.next()).message).toContain("chunk-type");
  });

  test("is thrown unchanged, and not treated as an error of the application", async () => {
    await using client = createClient(validate(swallows));
    await expect((await client.get("/")).text()).rejects.toThrow("error-not-swallowed");
  });

  test("rejects if the application is asynchronous", async () => {
    const app = validate(async () => undefined as unknown as Body);
    await expect(app(createEnviron(), take)).rejects.toThrow("body-returned");
  });

  test("is answered 500 by the server, like any error", async () => {
    await using client = createClient(validate(answers(5)), { rethrow: false });
    expect((await client.get("/")).status).toBe(500);
    expect(client.log).toContain("body-type");
  });

  test("shows no header value, which may be secret", () => {
    const app = validate(answers(null, 200, [...TEXT, ["x-token", "sec\nret"]]));
    const { message } = thrownBy(() => app(createEnviron(), take));
    expect(message).toContain("x-token");
    expect(message).not.toContain("sec");
  });

  test("is not reported if a body failed: it needs no closing", async () => {
    let log = "";
    const environ = createEnviron({ log: { write: (text) => void (log += text), flush: take } });
    const body = validate(fails)(environ, take) as Iterable<string>;
    const iterator = body[Symbol.iterator]();
    expect(() => iterator.next()).toThrow("mine");
    exchangeOf(environ).finished();
    await turn();
    expect(log).toBe("");
  });

  test("goes to the log if the response has ended", async () => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: take };
    const environ = createEnviron({ log: errors });
    validate(answers(["Hello"].values()))(environ, take);
    exchangeOf(environ).finished();
    await turn();
    expect(log).toMatch(/^\[tsgi\/validator\] TSGI_RULE: .*close-before-finish.*\n$/);
  });
});

describe("a warning", () => {
  const app = answers(null, 200, [["x-", ""]]);

  test("goes to environ.errors, once for all requests", async () => {
    await using client = createClient(validate(app));
    expect((await client.get("/")).status).toBe(200);
    expect((await client.get("/")).status).toBe(200);
    expect(client.log.split("\n")).toEqual([expect.stringContaining("header-name-style"), ""]);
  });

  test("is not issued for a body that is being read", async () => {
    await using client = createClient(async (environ, startResponse) => {
      const iterator = begin(validate(answers(["Hello"].values())), environ, startResponse);
      await collectGarbage();
      iterator.return?.();
      return "Hello";
    });
    await client.get("/");
    expect(client.log).toBe("");
  });

  test("is issued for a body that is dropped [N17]", async () => {
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
  test("collects, and nothing is thrown or logged", async () => {
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
  test.each([
    [{ onviolation: take }, 'there is no option "onviolation"'],
    [{ onViolation: "log" }, 'onViolation is "log", must be a function'],
    [{ buffered: 1 }, "buffered is 1, must be a boolean"],
  ])("%j are refused at once", (options, message) => {
    expect(() => validate(hello, options as ValidateOptions)).toThrow(message);
    expect(thrownBy(() => validate(hello, options as ValidateOptions)).code).toBe("TSGI_OPTION_INVALID");
  });

  test("hideHopByHop hides the connection's headers from the application [A19]", () => {
    const headers = { connection: "close", te: "trailers", "Transfer-Encoding": "chunked", accept: "*/*" };
    const environ = createEnviron({ headers });
    expect(validate(listsHeaders, { hideHopByHop: true })(environ, take)).toBe("host,localhost,accept,*/*");
    expect(validate(listsHeaders)(environ, take)).toContain("te,trailers");
  });

  test("buffered lets a server accept a new head after it received a chunk", () => {
    expect([...late({ buffered: true })]).toEqual(["Hello"]);
    expect(() => [...late()]).toThrow("start-throws-error-back");
  });
});

/** A separate frame, so that only the iterator is kept alive. */
function begin(begun: Application, ...args: Parameters<Application>): Iterator<unknown> {
  return (begun(...args) as Iterable<unknown>)[Symbol.iterator]();
}

const fails = answers({
  [Symbol.iterator]: () => ({
    next: () => {
      throw new RangeError("mine");
    },
  }),
});

/** A separate frame, which no longer exists when garbage is collected. */
function drop(dropped: Application, ...args: Parameters<Application>): void {
  dropped(...args);
}

function listsHeaders({ headers }: Environ, startResponse: StartResponse): Body {
  startResponse(200, TEXT);
  return headers.join();
}

/** Replaces its head after a chunk was sent. */
function* startsLate(_: Environ, startResponse: StartResponse): Generator<string> {
  startResponse(200, TEXT);
  yield "Hello";
  startResponse(500, TEXT, new RangeError("late"));
}

/** Does the same, and catches the error that is thrown back. */
function* swallows(environ: Environ, startResponse: StartResponse): Generator<string> {
  try {
    yield* startsLate(environ, startResponse);
  } catch {
    return;
  }
}

function late(options?: ValidateOptions): Iterable<string> {
  return validate(startsLate, options)(createEnviron(), take) as Iterable<string>;
}
