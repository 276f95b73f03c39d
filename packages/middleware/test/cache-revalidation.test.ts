import type { Application, Body, HeaderList } from "@tsgi/core";
import { Counted, TEXT, clientOf, turn } from "@tsgi/harness/linted";
import { cache } from "@tsgi/middleware/cache";
import { serve } from "@tsgi/node";
import { createClient } from "@tsgi/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());
const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);

interface Answer {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body?: Body | (() => Body);
}

/** Sends one answer after another, and then repeats the last; records the requests. */
function answering(...answers: (Answer | Error)[]): { app: Application; asked: (string | undefined)[][] } {
  const asked: (string | undefined)[][] = [];
  const app: Application = (environ, startResponse) => {
    asked.push([
      environ.header("if-none-match"),
      environ.header("if-modified-since"),
      environ.header("range"),
    ]);
    const answer = answers[Math.min(asked.length, answers.length) - 1]!;
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = [], body = `body ${asked.length}` } = answer;
    startResponse(status, [...(status === 304 ? [] : TEXT), ...headers]);
    return status === 304 ? null : typeof body === "function" ? body() : body;
  };
  return { app, asked };
}

const control = (value: string, ...more: HeaderList): HeaderList => [["cache-control", value], ...more];
const TAG = ["etag", '"a"'] as const;
const DATE = ["last-modified", "Wed, 01 Jan 2025 00:00:00 GMT"] as const;

async function* failing(): AsyncGenerator<string> {
  yield await Promise.reject(new Error("down"));
}

/** Counts its requests in the body. */
const streamed = (chunks: () => Body, ...more: HeaderList): Application => {
  let count = 0;
  return (_, startResponse) => {
    startResponse(200, [...TEXT, ...control("max-age=60", ["x-count", String(++count)], ...more)]);
    return chunks();
  };
};

describe("what is stale", () => {
  test("is validated by its tag and date, and renewed by a 304", async () => {
    const { app, asked } = answering(
      { headers: control("max-age=10", TAG, DATE, ["x-seen", "1"]) },
      { status: 304, headers: control("max-age=20", TAG, ["x-seen", "2"], ["set-cookie", "a=1"]) },
    );
    await using client = clientOf(cache(), app);
    await client.get("/");
    pass(10);
    const renewed = await client.get("/", { headers: { "if-none-match": '"other"', range: "bytes=0-3" } });
    expect([renewed.status, await renewed.text(), renewed.headers.get("cache-status")]).toEqual([
      206,
      "body",
      "tsgi; hit; ttl=20; fwd=stale; fwd-status=304",
    ]);
    expect(renewed.headers.get("set-cookie")).toBe("a=1");
    pass(19);
    const kept = await client.get("/");
    expect([await kept.text(), kept.headers.get("x-seen"), kept.headers.get("age")]).toEqual([
      "body 1",
      "2",
      "19",
    ]);
    expect(kept.headers.get("set-cookie")).toBeNull(); // it was for one client alone
    expect(asked).toEqual([
      [undefined, undefined, undefined],
      ['"a"', "Wed, 01 Jan 2025 00:00:00 GMT", undefined],
    ]);
  });

  test("gives way to what the application answers instead", async () => {
    const { app } = answering(
      { headers: control("max-age=10", TAG) },
      { headers: control("max-age=10", ["etag", '"b"']) },
    );
    await using client = clientOf(cache(), app);
    await client.get("/");
    pass(10);
    expect(await (await client.get("/")).text()).toBe("body 2");
    expect(await (await client.get("/")).text()).toBe("body 2");
  });

  test("is fetched again if a 304 is about something else", async () => {
    const { app, asked } = answering(
      { headers: control("no-cache", TAG) },
      { status: 304, headers: [["etag", '"b"']] },
      { headers: control("no-cache", ["etag", '"b"']) },
      { status: 304 },
    );
    await using client = clientOf(cache(), app);
    expect([await (await client.get("/")).text(), await (await client.get("/")).text()]).toEqual([
      "body 1",
      "body 3",
    ]);
    expect(await (await client.get("/")).text()).toBe("body 3");
    expect(asked.map(([tag]) => tag)).toEqual([undefined, '"a"', undefined, '"b"']);
  });

  test("is dropped if a 304 says that it is not for all", async () => {
    const { app } = answering(
      { headers: control("no-cache", TAG) },
      { status: 304, headers: control("private") },
      { headers: control("no-cache", TAG) },
    );
    await using client = clientOf(cache(), app);
    for (const body of ["body 1", "body 1", "body 3"])
      expect(await (await client.get("/")).text()).toBe(body);
  });

  test("is sent if the client accepts it by max-stale, and the application does not forbid it", async () => {
    for (const [value, body] of [
      ["max-age=10", "body 1"],
      ["max-age=10, must-revalidate", "body 2"],
      ["s-maxage=10", "body 2"],
    ] as const) {
      await using client = clientOf(cache(), answering({ headers: control(value, TAG) }).app);
      await client.get("/");
      pass(15);
      const headers = { "cache-control": "max-stale=5" };
      expect([value, await (await client.get("/", { headers })).text()]).toEqual([value, body]);
    }
  });
});

describe("stale-while-revalidate", () => {
  test("sends what is stale, and renews it once for all who ask meanwhile", async () => {
    const gate = Promise.withResolvers<void>();
    let count = 0;
    const slow: Application = async ({ method }, startResponse) => {
      if (++count === 2) await gate.promise;
      startResponse(200, [...TEXT, ...control("max-age=10, stale-while-revalidate=30")]);
      return [`${method} ${count}`].values();
    };
    await using client = clientOf(cache(), slow);
    await (await client.get("/")).text();
    pass(15);
    for (const method of ["GET", "HEAD", "GET"]) {
      const response = await client.request(method, "/");
      expect([response.headers.get("cache-status"), await response.text()]).toEqual([
        "tsgi; hit; ttl=-5",
        method === "HEAD" ? "" : "GET 1",
      ]);
    }
    gate.resolve();
    await expect.poll(async () => (await client.get("/")).text()).toBe("GET 2");
    expect(count).toBe(2);
    pass(40);
    expect(await (await client.get("/")).text()).toBe("GET 3");
  });

  test("logs what goes wrong meanwhile, and tries again", async () => {
    const { app, asked } = answering(
      { headers: control("max-age=10, stale-while-revalidate=30") },
      new Error("down"),
    );
    await using client = clientOf(cache(), app);
    await client.get("/");
    pass(15);
    for (const times of [2, 3]) {
      expect(await (await client.get("/")).text()).toBe("body 1");
      await expect.poll(() => client.log.match(/down/g) ?? []).toHaveLength(times - 1);
      expect(asked).toHaveLength(times);
    }
  });
});

describe("stale-if-error", () => {
  test.each<[string, Answer | Error]>([
    ["an error", new Error("down")],
    ["503", { status: 503 }],
    ["503 that is streamed", { status: 503, body: () => new Counted(["a"]) }],
  ])("replaces %s, for as long as it says", async (_, answer) => {
    const { app } = answering({ headers: control("max-age=10, stale-if-error=30", TAG) }, answer);
    await using client = createClient(cache()(app));
    await client.get("/");
    pass(40);
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([200, "body 1"]);
    pass(1);
    const outcome = await client.get("/").then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
    expect(outcome).toBe(answer instanceof Error ? "down" : 503);
  });

  test("replaces the answer of an application that fails before its head, but not after it", async () => {
    let app: Application = answering({ headers: control("max-age=10, stale-if-error=30") }).app;
    await using client = createClient(cache()((environ, startResponse) => app(environ, startResponse)));
    await client.get("/");
    pass(15);
    app = failing;
    expect(await (await client.get("/")).text()).toBe("body 1");
    expect(client.log).toContain("down");
    app = answering({ body: () => failing() }).app;
    await expect(client.get("/").then((response) => response.text())).rejects.toThrow("down");
  });

  test("is used if the client asks for it, unless the application forbids it", async () => {
    for (const [value, status] of [
      ["max-age=10", 200],
      ["max-age=10, must-revalidate", 503],
      ["no-cache, stale-if-error=60", 503],
    ] as const) {
      const { app } = answering({ headers: control(value, TAG) }, { status: 503 });
      await using client = clientOf(cache(), app);
      await client.get("/");
      pass(15);
      const headers = { "cache-control": "stale-if-error=60" };
      expect([value, (await client.get("/", { headers })).status]).toEqual([value, status]);
    }
  });
});

describe("streams", () => {
  test("are kept once they have gone through, chunk by chunk, even if the chunks are changed later", async () => {
    const gate = Promise.withResolvers<void>();
    const app = streamed(
      () =>
        (async function* () {
          const own = Buffer.from("one,");
          yield own;
          own.fill(0);
          await gate.promise;
          yield "zwö";
        })() as Body,
    );
    await using client = clientOf(cache(), app);
    const chunks = (await client.get("/")).body[Symbol.asyncIterator]();
    expect(Buffer.from((await chunks.next()).value!).toString()).toBe("one,");
    gate.resolve();
    while (!(await chunks.next()).done);
    const again = await client.get("/");
    expect([await again.text(), again.headers.get("x-count")]).toEqual(["one,zwö", "1"]);
  });

  test.each<[string, () => Body, HeaderList, leave: boolean]>([
    [
      "breaks off",
      () =>
        (function* () {
          yield "a";
          throw new Error("broken");
        })(),
      [],
      false,
    ],
    ["is left by the client", () => new Counted(["a", "b", "c"]), [], true],
    ["is shorter than it says", () => ["a", "b"].values(), [["content-length", "3"]], false],
    ["is too large", () => ["abc", "def"].values(), [], false],
    ["says that it is too large", () => ["abcdef"].values(), [["content-length", "6"]], false],
  ])("that %s is not kept", async (_, body, headers, leave) => {
    await using client = createClient(cache({ maxSize: 5 })(streamed(body, ...headers)));
    const response = await client.get("/");
    if (leave) await response.cancel();
    else await response.text().catch(() => {});
    await response.finished;
    await turn();
    const again = await client.get("/");
    expect(again.headers.get("x-count")).toBe("2");
    await again.cancel();
  });

  test("are closed once, and a 304 or 503 in place of one closes what is not sent", async () => {
    const unread = new Counted(["a"]);
    const { app } = answering(
      { headers: control("max-age=10, stale-if-error=9", TAG) },
      { status: 503, body: unread },
    );
    await using client = clientOf(cache(), app);
    await client.get("/");
    pass(15);
    await client.get("/");
    expect(unread.closed).toBe(1);
  });
});

describe("on Node", () => {
  test("renews what is stale after the response has ended", async () => {
    const { app, asked } = answering({
      headers: control("max-age=10, stale-while-revalidate=30"),
      body: () => ["a", "b"].values(),
    });
    await using server = await serve(cache()(app), { port: 0 });
    const ask = async (): Promise<[string, string | null]> => {
      const response = await fetch(server.url);
      return [await response.text(), response.headers.get("cache-status")];
    };
    expect(await ask()).toEqual(["ab", "tsgi; fwd=uri-miss; stored"]);
    pass(15);
    expect(await ask()).toEqual(["ab", "tsgi; hit; ttl=-5"]);
    await expect.poll(ask).toEqual(["ab", "tsgi; hit; ttl=10"]);
    expect(asked).toHaveLength(2);
  });

  test("keeps a file that the host itself sends, also when it is renewed", async () => {
    let count = 0;
    const app: Application = (environ, startResponse) => {
      const value = "max-age=60, stale-while-revalidate=60";
      startResponse(200, [...TEXT, ...control(value, ["x-count", String(++count)])]);
      return environ.fileBody!(import.meta.filename);
    };
    await using server = await serve(cache()(app), { port: 0 });
    const ask = async (): Promise<[string, string | null]> => {
      const response = await fetch(server.url);
      return [await response.text(), response.headers.get("x-count")];
    };
    const [text] = await ask();
    expect(await ask()).toEqual([text, "1"]);
    pass(90);
    expect(await ask()).toEqual([text, "1"]);
    await expect.poll(ask).toEqual([text, "2"]);
  });
});
