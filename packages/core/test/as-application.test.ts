import { describe, expect, test } from "vitest";
import {
  asApplication,
  type ApplicationLike,
  type ApplicationObject,
  type Chunk,
  type Environ,
  type StartResponse,
} from "../src/index.ts";
import { fakeServer, respond } from "./_exchange.ts";

const arrow: ApplicationLike = (environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return `path ${environ.pathInfo}`;
};

class AppClass implements Iterable<Chunk> {
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  constructor(environ: Environ, startResponse: StartResponse) {
    this.#environ = environ;
    this.#startResponse = startResponse;
  }
  *[Symbol.iterator](): Generator<Chunk> {
    this.#startResponse(200, [["content-type", "text/plain"]]);
    yield `path ${this.#environ.pathInfo}`;
  }
}

class AsyncAppClass {
  readonly #body: AppClass;
  constructor(environ: Environ, startResponse: StartResponse) {
    this.#body = new AppClass(environ, startResponse);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<Chunk> {
    for (const chunk of this.#body) yield chunk;
  }
}

class Holder implements ApplicationObject {
  readonly prefix = "path";
  handle(environ: Environ, startResponse: StartResponse): string {
    startResponse(200, [["content-type", "text/plain"]]);
    return `${this.prefix} ${environ.pathInfo}`;
  }
}

const holder = new Holder();

describe("asApplication", () => {
  test.each([
    ["an arrow function", arrow],
    ["a bound function", holder.handle.bind(holder)],
    [
      "a function",
      function app(environ, startResponse) {
        return arrow(environ, startResponse);
      },
    ],
    ["an async function", async (environ, startResponse) => arrow(environ, startResponse)],
    [
      "a generator function",
      function* (environ, startResponse) {
        yield* [arrow(environ, startResponse) as string];
      },
    ],
    [
      "an async generator function",
      async function* (environ, startResponse) {
        yield* [arrow(environ, startResponse) as string];
      },
    ],
    ["an object with handle", { handle: arrow }],
    ["an instance whose handle uses this", holder],
    ["a class of iterables", AppClass],
    ["a class of async iterables", AsyncAppClass],
    ["a class that extends one", class extends AppClass {}],
  ] as [string, (environ: Environ, startResponse: StartResponse) => string][])(
    "[S02] takes %s: same answer",
    async (_kind, app) => {
      const exchange = await respond(asApplication(app), { target: "/x" });
      expect([exchange.status, exchange.text, exchange.logged]).toEqual([200, "path /x", []]);
      expect(exchange.header("content-type")).toBe("text/plain");
    },
  );

  test("returns a function itself", () => {
    expect(asApplication(arrow)).toBe(arrow);
    const bound = arrow.bind(null);
    expect(asApplication(bound)).toBe(bound);
  });

  test("[S03] makes a new instance for each request", async () => {
    const instances = new Set<unknown>();
    class Counted extends AppClass {
      constructor(environ: Environ, startResponse: StartResponse) {
        super(environ, startResponse);
        instances.add(this);
      }
    }
    const app = asApplication(Counted);
    await respond(app);
    await respond(app);
    expect(instances.size).toBe(2);
  });

  test("an old function with a prototype of its own is called, not constructed", async () => {
    let constructed: unknown;
    function old(_environ: Environ, startResponse: StartResponse): string {
      constructed = new.target;
      startResponse(200, []);
      return "called";
    }
    old.prototype.method = (): void => {};
    expect((await respond(asApplication(old))).text).toBe("called");
    expect(constructed).toBeUndefined();
  });

  test("calls startup and shutdown on their object", async () => {
    const calls: unknown[] = [];
    const object = {
      name: "object",
      handle: arrow,
      startup(server: unknown) {
        calls.push([this.name, server]);
      },
      shutdown() {
        calls.push(this.name);
      },
    };
    const app = asApplication(object as ApplicationLike);
    await app.startup!(fakeServer);
    await app.shutdown!();
    expect(calls).toEqual([["object", fakeServer], "object"]);
  });

  test("has no startup and shutdown if the object has none", () => {
    const app = asApplication({ handle: arrow });
    expect([app.startup, app.shutdown]).toEqual([undefined, undefined]);
  });

  test("returns the same application for the same object", () => {
    expect(asApplication(holder)).toBe(asApplication(holder));
    expect(asApplication(AppClass)).toBe(asApplication(AppClass));
  });

  test("passes on the error of handle", async () => {
    const exchange = await respond({
      handle() {
        throw new Error("in handle");
      },
    });
    expect([exchange.status, exchange.logged.length]).toEqual([500, 1]);
  });

  test.each([undefined, null, "app", 1, {}, [], { handle: "no" }, { fetch() {} }, Symbol("app")])(
    "refuses %s",
    (value) => {
      expect(() => asApplication(value as unknown as ApplicationLike)).toThrow(
        expect.objectContaining({ code: "TSGI_APPLICATION_INVALID" }),
      );
    },
  );
});
