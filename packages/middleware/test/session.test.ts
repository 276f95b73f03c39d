import type { Application, Environ } from "@tsgi/core";
import { TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { createClient, createEnviron, type Client } from "@tsgi/testing";
import {
  session,
  sessionOf,
  type Session,
  type SessionOptions,
  type SessionStore,
} from "@tsgi/middleware/session";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

const SECRET = "a secret of thirty-two characters";
const OTHER = "another one of thirty-two characters";

class Store implements SessionStore {
  readonly items = new Map<string, unknown>();
  getItem = async (key: string): Promise<unknown> => structuredClone(this.items.get(key) ?? null);
  setItem = async (key: string, value: unknown): Promise<void> =>
    void this.items.set(key, structuredClone(value));
  removeItem = async (key: string): Promise<void> => void this.items.delete(key);
}

/** Does to the session what the path says, and shows it. */
const actions: Readonly<Record<string, (mine: Session) => unknown>> = {
  "/get": (mine) => [mine.get("user") ?? null, mine.isNew],
  "/set": (mine) => mine.set("user", "ann"),
  "/delete": (mine) => mine.delete("user"),
  "/clear": (mine) => mine.clear(),
  "/again": (mine) => {
    mine.clear();
    mine.set("user", "bob");
  },
  "/login": (mine) => {
    mine.regenerate();
    mine.set("user", "ann");
  },
  "/large": (mine) => mine.set("large", "x".repeat(5000)),
  "/token": (mine) => mine.csrfToken(),
};

const acting: Application = async (environ, startResponse) => {
  const mine = await sessionOf(environ);
  const action = actions[environ.pathInfo];
  const seen = action ? action(mine) : mine.isCsrfToken(environ.queryString);
  startResponse(200, TEXT);
  return JSON.stringify(seen ?? null);
};

const cookieBy = async (
  secret: string | string[],
  path: string,
  cookie = "",
): Promise<[unknown, string | undefined]> => {
  await using client = createClient(session({ secret })(acting));
  const response = await client.get(path, { headers: { cookie } });
  return [await response.json(), response.headers.getSetCookie()[0]?.split(";")[0]];
};

const get = async (client: Client, path: string): Promise<unknown> => (await client.get(path)).json();
const places: [string, () => SessionOptions][] = [
  ["in a cookie", () => ({ secret: SECRET })],
  ["in a store", () => ({ store: new Store() })],
];

describe.each(places)("a session %s", (_, make) => {
  test("comes back with the client, changes, and ends", async () => {
    await using client = clientOf(session(make()), acting);
    expect(await get(client, "/get")).toEqual([null, true]);
    await get(client, "/set");
    expect(await get(client, "/get")).toEqual(["ann", false]);
    await get(client, "/delete");
    expect(await get(client, "/get")).toEqual([null, false]);
    await get(client, "/clear");
    expect(await get(client, "/get")).toEqual([null, true]);
  });

  test("sets a cookie only if something changed, and marks the answer", async () => {
    await using client = clientOf(session(make()), acting, { scheme: "https" });
    const read = await client.get("/get");
    expect([
      read.headers.getSetCookie(),
      read.headers.get("vary"),
      read.headers.get("cache-control"),
    ]).toEqual([[], "cookie", null]);
    const set = await client.get("/set");
    expect(set.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-session=[\w-]{40,}; Path=\/; Max-Age=1209600; Secure; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    expect(set.headers.get("cache-control")).toBe("private");
  });

  test("counts nothing that a client made up: no fixation, no tampering", async () => {
    await using client = clientOf(session(make()), acting);
    const own = await client.get("/set", { headers: { cookie: "session=made-up-by-somebody-else" } });
    const [, value] = /^session=([^;]*)/.exec(own.headers.getSetCookie()[0]!)!;
    expect(value).not.toContain("made-up");
    const flipped = (value![0] === "A" ? "B" : "A") + value!.slice(1);
    await using stranger = createClient(session(make())(acting));
    const answer = await stranger.get("/get", { headers: { cookie: `session=${flipped}` } });
    expect(await answer.json()).toEqual([null, true]);
  });

  test("has tokens against CSRF: another text each time, one's own alone", async () => {
    const app = session(make())(acting);
    await using client = createClient(app);
    await using other = createClient(app);
    const [one, two] = [await get(client, "/token"), await get(client, "/token")];
    expect(one).not.toBe(two);
    expect([await get(client, `/?${String(one)}`), await get(client, `/?${String(two)}`)]).toEqual([
      true,
      true,
    ]);
    await get(other, "/token");
    expect([await get(other, `/?${String(one)}`), await get(client, "/?x"), await get(client, "/?")]).toEqual(
      [false, false, false],
    );
  });

  test("ends when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const app = session({ ...make(), maxAge: 60 })(acting);
      const jar = createClient(app);
      const cookie = (await jar.get("/set")).headers.getSetCookie()[0]!.split(";")[0]!;
      vi.setSystemTime(Date.now() + 59_000);
      expect(await (await jar.get("/get", { headers: { cookie } })).json()).toEqual(["ann", false]);
      vi.setSystemTime(Date.now() + 2000);
      expect(await (await jar.get("/get", { headers: { cookie } })).json()).toEqual([null, true]);
      await jar.close();
    } finally {
      vi.useRealTimers();
    }
  });

  test("never fails on Cookie", async () => {
    const client = createClient(session(make())(acting));
    const part = fc.constantFrom(
      "session",
      "=",
      ";",
      "A",
      "_-",
      "%",
      '"',
      "\u00ff",
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const response = await client.get("/get", { headers: { cookie: `session=${parts.join("")}` } });
        expect(await response.json()).toEqual([null, true]);
      }),
      { numRuns: 10_000 },
    );
    await client.close();
  });
});

describe("a session", () => {
  test("gets a new id at login, and the old one is useless", async () => {
    const store = new Store();
    await using client = createClient(session({ store })(acting));
    const before = (await client.get("/set")).headers.getSetCookie()[0]!.split(";")[0]!;
    const after = (await client.get("/login")).headers.getSetCookie()[0]!.split(";")[0]!;
    expect([before === after, store.items.size]).toEqual([false, 1]);
    await using attacker = createClient(session({ store })(acting));
    expect(await (await attacker.get("/get", { headers: { cookie: before } })).json()).toEqual([null, true]);
    expect([...store.items.keys()][0]).not.toContain(after.slice(8));
  });

  test("gets a new id also if it is cleared and started again", async () => {
    const store = new Store();
    await using client = clientOf(session({ store }), acting);
    const before = (await client.get("/set")).headers.getSetCookie()[0]!.split(";")[0]!;
    const after = (await client.get("/again")).headers.getSetCookie()[0]!.split(";")[0]!;
    expect(after).not.toBe(before);
    expect([await get(client, "/get"), store.items.size]).toEqual([["bob", false], 1]);
    await using other = clientOf(session({ store }), acting);
    const response = await other.get("/get", { headers: { cookie: before } });
    expect(await response.json()).toEqual([null, true]);
  });

  test("cannot be read for the first time after the response has started", async () => {
    const failures: unknown[] = [];
    await using client = clientOf(session({ secret: SECRET }), (environ, startResponse) => {
      startResponse(200, TEXT);
      return (async function* () {
        yield "a";
        try {
          (await sessionOf(environ)).set("user", "ann");
        } catch (error) {
          failures.push(error);
        }
        yield "b";
      })();
    });
    const response = await client.get("/");
    expect([await response.text(), response.headers.getSetCookie()]).toEqual(["ab", []]);
    expect(String(failures[0])).toContain("TSGI_HEAD_LATE");
  });

  test.each<[string, unknown]>([
    ["no values", { expires: 9e9 }],
    ["values that are not pairs", { expires: 9e9, values: [1, null] }],
    ["values without names", { expires: 9e9, values: [[1, 2]] }],
    ["no time", { expires: Number.NaN, values: [["user", "eve"]] }],
    ["a text", "user"],
  ])("ignores an invalid entry of the store: %s", async (_, item) => {
    const store = { getItem: () => item, setItem: () => {}, removeItem: () => {} };
    await using client = clientOf(session({ store }), acting);
    const response = await client.get("/get", { headers: { cookie: "session=x" } });
    expect(await response.json()).toEqual([null, true]);
  });

  test("opens by every secret and is sealed by the first", async () => {
    const [, old] = await cookieBy(SECRET, "/set");
    expect(await cookieBy([OTHER, SECRET], "/get", old)).toEqual([["ann", false], undefined]);
    expect(await cookieBy(OTHER, "/get", old)).toEqual([[null, true], undefined]);
    const [, renewed] = await cookieBy([OTHER, SECRET], "/set", old);
    expect(await cookieBy(OTHER, "/get", renewed)).toEqual([["ann", false], undefined]);
  });

  test("does not open what was sealed for a cookie of another name", async () => {
    await using client = createClient(session({ secret: SECRET, name: "other" })(acting));
    const [, value] = /=([^;]*)/.exec((await client.get("/set")).headers.getSetCookie()[0]!)!;
    await using mine = createClient(session({ secret: SECRET })(acting));
    expect(await (await mine.get("/get", { headers: { cookie: `session=${value}` } })).json()).toEqual([
      null,
      true,
    ]);
  });

  test("over https takes no cookie that another host can have set (cookie tossing)", async () => {
    const app = session({ secret: SECRET })(acting);
    await using plain = createClient(app);
    const tossed = (await plain.get("/set")).headers.getSetCookie()[0]!.split(";")[0]!;
    await using client = createClient(app, { scheme: "https" });
    expect(await (await client.get("/get", { headers: { cookie: tossed } })).json()).toEqual([null, true]);
  });

  test("is not touched by an application that does not ask for it [M02][M15]", () => {
    const environ = createEnviron({ headers: { cookie: "session=x" } });
    expect(session({ secret: SECRET })(hello)(environ, () => {})).toBe("Hello");
    const stream = new ReadableStream();
    expect(session({ secret: SECRET })(answers(stream))(environ, () => {})).toBe(stream);
  });

  test("refuses to grow beyond its cookie, and to change after the head", async () => {
    await using client = createClient(session({ secret: SECRET })(acting));
    await expect(client.get("/large")).rejects.toThrow("TSGI_SESSION_TOO_LARGE");
    await using late = clientOf(session({ secret: SECRET }), async function* (
      environ: Environ,
      startResponse: never,
    ) {
      const mine = await sessionOf(environ);
      (startResponse as (...head: unknown[]) => void)(200, TEXT);
      yield "x";
      mine.set("user", "ann");
    } as never);
    await expect((await late.get("/")).text()).rejects.toThrow("TSGI_HEAD_LATE");
    expect(() => sessionOf(createEnviron())).toThrow("there is no session() around this application");
  });

  test("is written once, even if an error replaces the head meanwhile", async () => {
    const store = new Store();
    await using client = clientOf(session({ store }), (environ, startResponse) => {
      void sessionOf(environ).then((mine) => {
        mine.set("user", "ann");
        startResponse(500, TEXT, new Error("mine"));
      });
      startResponse(200, TEXT);
      return ["sorry"].values();
    });
    const response = await client.get("/");
    expect([response.status, await response.text(), store.items.size]).toEqual([500, "sorry", 1]);
  });

  test.each([
    [{}, 'session: secret is "undefined", must be set, or store, but not both'],
    [
      { secret: "short" },
      /session: secret is "a string", must be a secret of 32 characters or more, or an array of them/,
    ],
    [{ secret: [] }, "session: secret"],
    [{ secret: SECRET, store: new Store() }, 'session: secret is "string", must be set, or store'],
    [
      { store: {} },
      "session: store is [object Object], must be a store with getItem, setItem and removeItem",
    ],
    [{ secret: SECRET, name: "__Host-x" }, 'session: name is "__Host-x"'],
  ])("checks its options at once: %#", (options, message) => {
    expect(() => session(options as never)).toThrow(message);
  });
});
