import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HostBody, compose, withWriter, type Application, type OpenBody } from "@tsgi/core";
import { Counted, TEXT, answers, hello, linted, turn } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { exchangeOf } from "@tsgi/core/server";
import { describe, expect, test } from "vitest";
import { credentials, shipped } from "./support/shipped.ts";

const take = (): void => {};

/** Applications that each exercise one way to answer. */
const applications: Readonly<Record<string, () => Application>> = {
  whole: () => hello,
  bytes: () => answers(new TextEncoder().encode("Hello")),
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
  iterator: () => answers(["Hel", "lo"].values()),
  stream: () => (environ, startResponse) => answers(new Response("Hello").body)(environ, startResponse),
  promise: () => async (environ, startResponse) => hello(environ, startResponse),
  writer: () =>
    withWriter(async (_, startResponse, write) => {
      startResponse(200, TEXT);
      await write("Hello");
    }),
};

/** Middleware that may wrap a body, because it counts or reads it. The others pass it on unchanged. */
const WRAPS_STREAMS = new Set(["access-log", "recommended"]);
/** Middleware that cannot answer before a promise has settled. */
const IS_ASYNCHRONOUS = new Set(["cache", "jwt", "static-files"]);
/** Middleware that answers errors in place of the server. */
const ANSWERS_ERRORS = new Set(["error-page", "recommended"]);

test("names every middleware that there is", () => {
  const files = globSync("{*.ts,*/*.ts}", {
    cwd: join(import.meta.dirname, "../src"),
    exclude: ["index.ts"],
  });
  // One with helpers has a folder of its name.
  const names = files.filter((file) => [".", basename(file, ".ts")].includes(dirname(file)));
  expect(names.map((file) => basename(file, ".ts")).toSorted()).toEqual(Object.keys(shipped).toSorted());
});

describe.each(Object.entries(shipped))("%s", (name, make) => {
  const headers = credentials[name] ?? {};
  const isAsynchronous = IS_ASYNCHRONOUS.has(name);
  const request = { target: "/a", headers: { host: "localhost", ...headers } };
  test.each(Object.entries(applications))(
    "obeys both sides around one that answers by %s [M01]",
    async (_, application) => {
      const { app, broken } = linted(make(), application());
      await using client = createClient(app, { headers });
      const response = await client.post("/a", { body: "x" });
      expect([await response.text(), response.status]).toEqual(
        application === applications["empty"] ? ["", 204] : ["Hello", 200],
      );
      await response.finished;
      await turn();
      expect(broken).toEqual([]);
    },
  );

  test("is transparent: the error and a body of any kind are the application's own [M02]", async () => {
    class File extends HostBody {
      override async open(): Promise<OpenBody> {
        return { length: 0, chunks: (async function* () {})() };
      }
    }
    const bodies = [null, "Hello", new Uint8Array(3), ["a", "b"]];
    if (!WRAPS_STREAMS.has(name)) bodies.push(new File() as never, new ReadableStream() as never);
    for (const body of bodies) {
      const out = make()(answers(body))(createEnviron(request), take);
      expect(isAsynchronous ? await out : out).toBe(body);
    }
    if (ANSWERS_ERRORS.has(name)) return;
    const error = new RangeError("mine");
    const failing = make()(() => {
      throw error;
    });
    const outcome = await Promise.try(failing, createEnviron(request), take).catch(
      (thrown: unknown) => thrown,
    );
    expect(outcome).toBe(error);
  });

  test("leaves an error that comes by promise, or with a chunk, as it is [M02]", async () => {
    if (ANSWERS_ERRORS.has(name)) return;
    const error = new RangeError("mine");
    await using client = createClient(
      make()(() => Promise.reject(error)),
      { headers },
    );
    await expect(client.get("/a")).rejects.toBe(error);
    const late = async function* (): AsyncGenerator<string> {
      yield "a";
      throw error;
    };
    await using other = createClient(make()(answers(late())), { headers });
    await expect((await other.get("/a")).text()).rejects.toBe(error);
  });

  test("stays synchronous if the application is [M15]", () => {
    const out = make()(hello)(createEnviron(request), take);
    expect(out instanceof Promise ? "a promise" : out).toBe(isAsynchronous ? "a promise" : "Hello");
  });

  test("returns when the application returns, reads nothing of its own, and waits for no second chunk [M03][M04]", async () => {
    let pulled = 0;
    const gate = Promise.withResolvers<void>();
    const app: Application = answers(
      (async function* () {
        pulled++;
        yield "one";
        await gate.promise;
        yield "two";
      })(),
    );
    void make()(
      answers(
        (function* () {
          pulled++;
          yield "";
        })(),
      ),
    )(createEnviron(request), take);
    expect(pulled).toBe(0);
    await using client = createClient(make()(app), { headers });
    const chunks = (await client.get("/a")).body[Symbol.asyncIterator]();
    expect(new TextDecoder().decode((await chunks.next()).value)).toBe("one");
    gate.resolve();
    expect(new TextDecoder().decode((await chunks.next()).value)).toBe("two");
  });

  test("closes the body once: at its end, when the client disconnects, and after HEAD [M06]", async () => {
    for (const leave of ["end", "leave", "head"]) {
      const body = new Counted(["a", "b", "c"]);
      const { app, broken } = linted(make(), answers(body));
      await using client = createClient(app, { headers });
      const response = await client.request(leave === "head" ? "HEAD" : "GET", "/a");
      if (leave === "leave") await response.cancel();
      else await response.bytes();
      await response.finished;
      await turn();
      expect([leave, body.closed, broken]).toEqual([leave, 1, []]);
    }
  });

  test("hands the error argument on [M08]", async () => {
    const error = new RangeError("mine");
    const calls: unknown[][] = [];
    const app = make()((_, startResponse) => {
      startResponse(200, TEXT);
      startResponse(500, TEXT, error);
      return null;
    });
    await app(createEnviron(request), (...args) => void calls.push(args));
    expect([calls.at(-1)![0], calls.at(-1)![2]]).toEqual([500, error]);
  });

  test("refuses a bad head at the application's call, and passes a second call on", async () => {
    const thrown: unknown[] = [];
    const app = make()((_, startResponse) => {
      for (const args of [
        [99, []],
        [200, 7],
        [200, [["a b", "c"]]],
        [200, [null]],
      ] as never[]) {
        try {
          (startResponse as (...all: unknown[]) => void)(...(args as unknown[]));
        } catch (error) {
          thrown.push((error as { code?: string }).code);
        }
      }
      startResponse(200, TEXT, new Error("in place of these"));
      return "Hello";
    });
    const environ = createEnviron(request);
    await app(environ, exchangeOf(environ).startResponse);
    expect(thrown).toEqual([
      "TSGI_STATUS_INVALID",
      expect.stringMatching(/TSGI_(HEADERS_INVALID|START_TWICE)/),
      expect.stringMatching(/TSGI_(HEADER_NAME_INVALID|START_TWICE)/),
      expect.stringMatching(/TSGI_(HEADERS_INVALID|START_TWICE)/),
    ]);
  });

  test("hands startup and shutdown on [M14]", async () => {
    const calls: string[] = [];
    const app = Object.assign(answers("Hello"), {
      startup: () => void calls.push("up"),
      shutdown: () => void calls.push("down"),
    });
    await using client = createClient(compose(make())(app), { headers });
    await client.get("/a");
    await client.close();
    expect(calls).toEqual(["up", "down"]);
  });

  test("may be called any number of times, also at the same time [A01]", async () => {
    const { app, broken } = linted(make(), async ({ queryString }, startResponse) => {
      await Promise.resolve();
      startResponse(200, TEXT);
      return queryString;
    });
    await using client = createClient(app, { headers });
    const texts = Array.from({ length: 5 }, async (_, i) => (await client.get(`/a?${i}`)).text());
    expect(await Promise.all(texts)).toEqual(["0", "1", "2", "3", "4"]);
    expect(broken).toEqual([]);
  });

  test("adds nothing that belongs to the connection [M10]", async () => {
    await using client = createClient(make()(hello), { headers });
    const names = [...(await client.get("/a")).headers.keys()];
    expect(
      names.filter((header) => /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade)$/.test(header)),
    ).toEqual([]);
  });
});
