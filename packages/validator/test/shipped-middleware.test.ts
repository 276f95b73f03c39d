import {
  HostBody,
  cascade,
  compose,
  mount,
  withWriter,
  type Application,
  type Middleware,
  type OpenBody,
} from "@tsgi/core";
import { TEXT, answers, hello, linted, turn } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { describe, expect, test } from "vitest";

const take = (): void => {};
const missing = answers("Not Found", 404);
const identity: Middleware = (app) => app;

/** Every shipped middleware, in its simplest use around one application. */
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

/** Applications that each respond in a different way. */
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
  test.each(Object.entries(applications))(
    "follows the rules on both sides around an application that responds with %s [M01]",
    async (_, make) => {
      const { app, broken } = linted(middleware, make());
      await using client = createClient(app);
      const response = await client.post("/a", { body: "x" });
      expect(["Hello", ""]).toContain(await response.text());
      await response.finished;
      await turn();
      expect(broken).toEqual([]);
    },
  );

  test("is transparent: an error and a host body pass through unchanged [M02]", () => {
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

  test("stays synchronous if the application is [M15]", () => {
    expect(middleware(hello)(createEnviron({ target: "/a" }), take)).toBe("Hello");
  });

  test("returns when the application returns, and reads nothing of the body [M04]", () => {
    let pulled = 0;
    const body = {
      [Symbol.iterator]: () => ({ next: () => ({ done: false as const, value: `${pulled++}` }) }),
    };
    expect(middleware(answers(body))(createEnviron({ target: "/a" }), take)).toBe(body);
    expect(pulled).toBe(0);
  });

  test("passes on the error argument [M08]", () => {
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

  test("passes on startup and shutdown [M14]", async () => {
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

  test("may be called any number of times, also concurrently [A01]", async () => {
    const { app, broken } = linted(middleware, async ({ queryString }, startResponse) => {
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

async function* streamedMiss(_: unknown, startResponse: Parameters<Application>[1]): AsyncGenerator<string> {
  startResponse(404, TEXT);
  yield "miss";
}

describe("cascade", () => {
  test.each<[string, Application]>([
    ["an empty body", answers(null, 404)],
    ["a whole one", answers("miss", 404)],
    ["a list", answers(["mi", "ss"], 404)],
    ["a stream", answers(new Response("miss").body, 404)],
    ["a started generator", streamedMiss as Application],
  ])(
    "is a server to an application that it skipped and that starts again with an error: %s",
    async (_, missed) => {
      let late!: () => void;
      const outcomes: string[] = [];
      const skipped: Application = (environ, startResponse) => {
        late = () => {
          const error = new Error("late");
          try {
            startResponse(500, TEXT, error);
            outcomes.push("taken");
          } catch (thrown) {
            outcomes.push(thrown === error ? "thrown back" : String(thrown));
          }
        };
        return missed(environ, startResponse);
      };
      const { app, broken } = linted((inner) => cascade([inner, hello]), skipped);
      await using client = createClient((environ, startResponse) => {
        const body = app(environ, startResponse);
        if (!(body instanceof Promise)) late();
        return body;
      });
      const response = await client.get("/a");
      if (outcomes.length === 0) late();
      expect([response.status, await response.text()]).toEqual([200, "Hello"]);
      await response.finished;
      await turn();
      expect([outcomes.length, broken]).toEqual([1, []]);
    },
  );
});
