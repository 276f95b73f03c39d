import {
  HostBody,
  cascade,
  compose,
  createKey,
  mapBody,
  mount,
  withWriter,
  type Application,
  type Body,
  type Chunk,
  type Environ,
  type Middleware,
  type OpenBody,
} from "@tsgi/core";
import { createClient, createEnviron } from "@tsgi/testing";
import { validate, type Violation } from "@tsgi/validator";
import { describe, expect, it } from "vitest";
import { TEXT, answers, hello, turn } from "./_harness.ts";

const missing = answers("Not Found", 404);
const identity: Middleware = (app) => app;
const upper: Middleware = (app) => async (environ, startResponse) =>
  mapBody(await app(environ, startResponse), { chunk: (chunk) => String(chunk).toUpperCase() });

/** The middleware that ships, each in its simplest use around one application. */
const shipped: Readonly<Record<string, Middleware>> = {
  "compose of none": compose(),
  "compose of two": compose(identity, identity),
  "cascade to the first": (app) => cascade([app, missing]),
  "cascade to the last": (app) => cascade([missing, app]),
  "mount at /": (app) => mount({ "/": app }),
  "mount at a path": (app) => mount({ "/a": app, "/": missing }),
  "mount at a host": (app) => mount({ localhost: app, "/": missing }),
};
const each = Object.entries(shipped);

/** A validator on both sides of a middleware; both collect. */
function sandwich(middleware: Middleware, app: Application): { app: Application; broken: string[] } {
  const broken: string[] = [];
  const collect =
    (side: string) =>
    ({ rule }: Violation) =>
      void broken.push(`${side} ${rule.id}`);
  const inner = validate(app, { onViolation: collect("inner") });
  return { app: validate(middleware(inner), { onViolation: collect("outer") }), broken };
}

function* endless(fails: boolean): Generator<string> {
  for (;;) {
    yield "a";
    if (fails) throw new RangeError("mine");
  }
}

/** Shows a page in place of an error. */
const errorPage: Middleware = (app) => (environ, startResponse) => {
  try {
    return app(environ, startResponse);
  } catch (error) {
    startResponse(500, TEXT, error);
    return `Sorry: ${(error as Error).message}`;
  }
};

/** The example of PEP 3333. */
const latin =
  (keepsLength: boolean): Middleware =>
  (app) =>
  async (environ, startResponse) => {
    const body = await app(environ, (status, headers, ...error) => {
      startResponse(
        status,
        keepsLength ? headers : headers.filter(([name]) => name !== "content-length"),
        ...error,
      );
    });
    return mapBody(body, { chunk: (chunk) => `${String(chunk)}ay` });
  };

const keepAlive: Middleware = (app) => (environ, startResponse) =>
  app(environ, (status, headers) => startResponse(status, [...headers, ["Connection", "keep-alive"]]));

const where: Application = ({ scriptName, pathInfo }, startResponse) => {
  startResponse(404, TEXT);
  return `${scriptName}|${pathInfo}`;
};

const take = (): void => {};

/** A body that counts how often it was closed. */
class Counted implements AsyncIterable<string> {
  closed = 0;
  readonly #chunks: Iterator<string>;

  constructor(chunks: Iterable<string>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return {
      next: async () => this.#chunks.next(),
      return: async () => {
        this.closed++;
        return { done: true, value: undefined };
      },
    };
  }
}

/** Applications that each exercise one way to answer. */
const applications: Readonly<Record<string, () => Application>> = {
  whole: () => hello,
  empty: () => answers(null, 204, []),
  array: () => answers(["Hel", "lo"]),
  generator: () =>
    function* (_, startResponse) {
      yield "";
      startResponse(200, TEXT);
      yield "Hello";
    } as Application,
  "async generator": () =>
    async function* (_, startResponse) {
      startResponse(200, TEXT);
      yield "Hello";
    } as Application,
  stream: () => answers(new Response("Hello").body),
  promise: () => async (environ, startResponse) => hello(environ, startResponse),
  writer: () =>
    withWriter(async (_, startResponse, write) => {
      startResponse(200, TEXT);
      await write("Hello");
    }),
};

describe.each(each)("%s", (_name, middleware) => {
  it.each(Object.entries(applications))(
    "obeys both sides around one that answers by %s [M01]",
    async (_, make) => {
      const { app, broken } = sandwich(middleware, make());
      await using client = createClient(app);
      const response = await client.post("/a", { body: "x" });
      expect(["Hello", ""]).toContain(await response.text());
      await response.finished;
      await turn();
      expect(broken).toEqual([]);
    },
  );

  it("is transparent: the error, and a body that a host made, are the application's own [M02]", () => {
    class File extends HostBody {
      override async open(): Promise<OpenBody> {
        return { length: 0, chunks: (async function* () {})() };
      }
    }
    const file = new File();
    expect(middleware(answers(file))(createEnviron({ target: "/a" }), take)).toBe(file);
    const error = new RangeError("mine");
    const failing = middleware(() => {
      throw error;
    });
    expect(() => failing(createEnviron({ target: "/a" }), take)).toThrow(error);
  });

  it("stays synchronous where the application is [M15]", () => {
    expect(middleware(hello)(createEnviron({ target: "/a" }), take)).toBe("Hello");
  });

  it("returns when the application returns, and reads nothing of the body [M04]", () => {
    let pulled = 0;
    const body = {
      [Symbol.iterator]: () => ({ next: () => ({ done: false as const, value: `${pulled++}` }) }),
    };
    expect(middleware(answers(body))(createEnviron({ target: "/a" }), take)).toBe(body);
    expect(pulled).toBe(0);
  });

  it("hands the error argument on [M08]", () => {
    const error = new RangeError("mine");
    const calls: unknown[][] = [];
    const app = middleware((_, startResponse) => {
      startResponse(200, TEXT);
      startResponse(500, TEXT, error);
      return null;
    });
    void app(createEnviron({ target: "/a" }), (...args) => void calls.push(args));
    expect(calls.at(-1)).toEqual([500, TEXT, error]);
  });

  it("hands startup and shutdown on [M14]", async () => {
    const calls: string[] = [];
    const app = Object.assign(answers("Hello"), {
      startup: () => void calls.push("up"),
      shutdown: () => void calls.push("down"),
    });
    await using client = createClient(middleware(app));
    await client.get("/a");
    await client.close();
    expect(calls).toEqual(["up", "down"]);
  });

  it("may be called any number of times, also at the same time [A01]", async () => {
    const { app, broken } = sandwich(middleware, async ({ queryString }, startResponse) => {
      await Promise.resolve();
      startResponse(200, TEXT);
      return queryString;
    });
    await using client = createClient(app);
    const texts = Array.from({ length: 5 }, async (_, i) => (await client.get(`/a?${i}`)).text());
    expect(await Promise.all(texts)).toEqual(["0", "1", "2", "3", "4"]);
    expect(broken).toEqual([]);
  });
});

describe("mapBody", () => {
  it("gives a chunk as soon as the application has one, while the next is pending [M03]", async () => {
    const { app, broken } = sandwich(upper, async function* (_, startResponse) {
      startResponse(200, TEXT);
      yield "a";
      await new Promise(() => {});
    } as Application);
    await using client = createClient(app);
    const iterator = (await client.get("/")).body[Symbol.asyncIterator]();
    expect(new TextDecoder().decode((await iterator.next()).value)).toBe("A");
    expect(broken).toEqual([]);
  });

  it.each(["the end", "an error", "a client that leaves"])(
    "closes the body once at %s [M06][A10]",
    async (how) => {
      const body = new Counted(how === "the end" ? ["a", "b"] : endless(how === "an error"));
      const { app, broken } = sandwich(upper, answers(body));
      await using client = createClient(app);
      const response = await client.get("/");
      if (how === "a client that leaves") for await (const _ of response.body) break;
      else await response.bytes().catch(take);
      await response.finished;
      expect(body.closed).toBe(1);
      expect(broken).toEqual([]);
    },
  );
});

describe("an answer that is discarded", () => {
  it("has its body closed: a cascade's miss [M07]", async () => {
    const body = new Counted(["Not Found"]);
    const { app, broken } = sandwich((inner) => cascade([inner, hello]), answers(body, 404));
    await using client = createClient(app);
    expect(await (await client.get("/")).text()).toBe("Hello");
    await turn();
    expect([body.closed, broken]).toEqual([1, []]);
  });

  it.each([
    ["HEAD", 200],
    ["GET", 304],
  ])("has its body closed: %s %d [M07]", async (method, status) => {
    const body = new Counted([]);
    await using client = createClient(
      validate(upper(validate(answers(body, status, status === 200 ? TEXT : [])))),
    );
    const response = await client.request(method, "/");
    await response.finished;
    await turn();
    expect([response.status, body.closed, client.log]).toEqual([status, 1, ""]);
  });
});

describe("middleware that users write", () => {
  it("may keep an error to itself and show a page instead [M09][A21]", async () => {
    const { app, broken } = sandwich(errorPage, (_, startResponse) => {
      startResponse(200, TEXT);
      throw new RangeError("mine");
    });
    await using client = createClient(app);
    const response = await client.get("/");
    expect([response.status, await response.text(), broken]).toEqual([500, "Sorry: mine", []]);
  });

  it("that changes the length takes Content-Length away, or is found out [M11]", async () => {
    const app = answers(["igpay"].values(), 200, [...TEXT, ["content-length", "5"]]);
    await using right = createClient(validate(latin(false)(app)));
    expect(await (await right.get("/")).text()).toBe("igpayay");
    await using wrong = createClient(
      validate(latin(true)(answers("igpay", 200, [...TEXT, ["content-length", "5"]]))),
    );
    await expect(wrong.get("/")).rejects.toThrow("chunk-length");
  });

  it("that adds a header of the connection is found out [M10]", async () => {
    await using client = createClient(validate(keepAlive(validate(hello))));
    await expect(client.get("/")).rejects.toThrow("header-hop-by-hop");
  });

  it("that offers a function of environ sees what was rewritten; a cache goes by what it was read from [M12]", () => {
    const key = createKey<{ from: string; pairs: string[] }>("test.cookies");
    let parsed = 0;
    const cookies = (environ: Environ): string[] => {
      const from = environ.header("cookie") ?? "";
      const cached = environ.get(key);
      if (cached?.from === from) return cached.pairs;
      parsed++;
      environ.set(key, { from, pairs: from.split("; ") });
      return environ.get(key)!.pairs;
    };
    const environ = createEnviron({ headers: { cookie: "a=1; b=2" } });
    expect([cookies(environ), cookies(environ), parsed]).toEqual([["a=1", "b=2"], ["a=1", "b=2"], 1]);
    expect(cookies(environ.derive({ headers: ["cookie", "c=3"] }))).toEqual(["c=3"]);
  });

  it("that moves the path does so on a copy: the next of a cascade sees the original [M13]", async () => {
    const rewriting: Application = (environ, startResponse) => {
      environ.scriptName = "/elsewhere";
      return where(environ, startResponse);
    };
    const { app, broken } = sandwich((inner) => cascade([mount({ "/a": where }), rewriting, inner]), where);
    await using client = createClient(app);
    expect(await (await client.get("/a/b%2Fc")).text()).toBe("|/a/b%2Fc");
    expect(broken).toEqual([]);
  });
});

it("a validator is a middleware like any other: three of them see nothing wrong", async () => {
  const body: Body = (function* (): Generator<Chunk> {
    yield "Hello";
  })();
  await using client = createClient(validate(validate(validate(answers(body)))));
  const response = await client.get("/");
  expect(await response.text()).toBe("Hello");
  await response.finished;
  await turn();
  expect(client.log).toBe("");
});
