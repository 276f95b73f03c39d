import type { Application } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { createClient } from "@tsgi/testing";
import { cache } from "@tsgi/middleware/cache";
import { session, sessionOf, type Session } from "@tsgi/middleware/session";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { unstorages, type TwoStores } from "./support/unstorage.ts";

/** Does to the session what the query says, then shows it. */
const acting = (act: (mine: Session, query: string) => unknown): Application =>
  async function (environ, startResponse) {
    const mine = await sessionOf(environ);
    await act(mine, environ.queryString);
    startResponse(200, TEXT);
    return JSON.stringify([mine.get("user") ?? null, mine.isNew]);
  };
const shop = acting((mine, query) => {
  if (query === "login") {
    mine.regenerate();
    mine.set("user", "ann");
  } else if (query === "logout") mine.clear();
  else if (query !== "") mine.set(query, true);
});

const cookieOf = (response: { headers: Headers }): string =>
  response.headers.getSetCookie()[0]!.split(";")[0]!;

/** Asks one of two instances, as a balancer does. */
function visitorOf({ stores }: TwoStores, app: Application = shop) {
  const apps = stores.map((store) => session({ store, maxAge: 60 })(app));
  return async (instance: number, query: string, cookie = "") => {
    await using client = clientOf((inner) => inner, apps[instance]!);
    const response = await client.get(query === "" ? "/" : `/?${query}`, { headers: { cookie } });
    return { seen: (await response.json()) as [unknown, boolean], headers: response.headers };
  };
}

/** Closing waits for the work that outlives a response: after it the store has what is kept. */
const ask = async (app: Application, target: string, method = "GET"): Promise<[string, string]> => {
  const client = createClient(app);
  const response = await client.request(method, target);
  const seen = [await response.text(), response.headers.get("cache-status") ?? ""] as [string, string];
  await response.finished;
  await client.close();
  return seen;
};

describe.each(unstorages)("over unstorage, in %s", (_, open) => {
  let two: TwoStores;
  beforeAll(async () => void (two = await open()));
  afterAll(() => two?.close());
  const visitor = (app?: Application) => visitorOf(two, app);

  test("a session is the same in both instances, and ends in both", async () => {
    const visit = visitor();
    const cookie = cookieOf(await visit(0, "login"));
    expect((await visit(1, "", cookie)).seen).toEqual(["ann", false]);
    expect((await visit(1, "theme", cookie)).headers.getSetCookie()[0]).toContain(cookie);
    await visit(1, "logout", cookie);
    expect((await visit(0, "", cookie)).seen).toEqual([null, true]);
  });

  test("a login in one makes the id from before useless in both", async () => {
    const visit = visitor();
    const before = cookieOf(await visit(0, "cart"));
    const after = cookieOf(await visit(1, "login", before));
    expect(after).not.toBe(before);
    for (const instance of [0, 1] as const) {
      expect((await visit(instance, "", before)).seen).toEqual([null, true]);
      expect((await visit(instance, "", after)).seen).toEqual(["ann", false]);
    }
  });

  test("an id is not in the store, and what is over does not count", async () => {
    const visit = visitor();
    const cookie = cookieOf(await visit(0, "login"));
    const keys = await two.stores[1].getKeys();
    expect(keys.length).toBeGreaterThan(0);
    expect(JSON.stringify(keys)).not.toContain(cookie.slice("session=".length));
    const ttls = await Promise.all(keys.map((key) => two.ttlOf?.(key) ?? 60));
    expect(ttls.every((ttl) => ttl >= 1 && ttl <= 60)).toBe(true);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    try {
      expect((await visit(1, "", cookie)).seen).toEqual([null, true]);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each(["logout", "login"])(
    "a request that began before a %s does not bring the old session back",
    async (what) => {
      const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const slow = acting(async (mine) => {
        entered.resolve();
        await gate.promise;
        mine.set("late", true);
      });
      const visit = visitor();
      const cookie = cookieOf(await visit(0, "cart"));
      const late = visitor(slow)(0, "", cookie);
      await entered.promise;
      const ended = await visit(1, what, cookie);
      gate.resolve();
      expect((await late).headers.getSetCookie()).toEqual([]);
      expect((await visit(0, "", cookie)).seen).toEqual([null, true]);
      const after = ended.headers.getSetCookie()[0]!.split(";")[0];
      expect((await visit(0, "", after)).seen).toEqual(what === "login" ? ["ann", false] : [null, true]);
    },
  );

  test("a response that one instance has kept is answered by the other, and forgotten in both", async () => {
    let made = 0;
    const page: Application = (__, startResponse) => {
      startResponse(200, [...TEXT, ["cache-control", "max-age=60"]]);
      return `page ${++made} \u{1f600}`;
    };
    const [one, other] = two.stores.map((store) => cache({ store })(page)) as [Application, Application];
    expect(await ask(one, "/page")).toEqual(["page 1 \u{1f600}", expect.stringMatching(/stored$/)]);
    expect(await ask(other, "/page")).toEqual(["page 1 \u{1f600}", expect.stringMatching(/^tsgi; hit/)]);
    await ask(other, "/page", "POST");
    expect(await ask(one, "/page")).toEqual(["page 3 \u{1f600}", expect.stringMatching(/stored$/)]);
    // A store that takes a key apart must not take one URL for another.
    const texts = [];
    for (const target of ["/a?b=1", "/a?b=2", "/a/b", "/a:b", "/a"]) texts.push(await ask(one, target));
    expect(new Set(texts.map(([text]) => text)).size).toBe(5);
  });
});

// A file is written over in place: a reader at that moment sees half of it, and so no session.
const atomic = unstorages.filter(([kind]) => kind !== "files");

test.each(atomic)("of many writes at once one wins, and none breaks the session, in %s", async (_, open) => {
  const two = await open();
  const visit = visitorOf(two);
  const cookie = cookieOf(await visit(0, "login"));
  const names = Array.from({ length: 20 }, (__, i) => `n${i}`);
  const seen = await Promise.all(names.map((name, i) => visit(i % 2, name, cookie)));
  expect(seen.map((one) => one.seen)).toEqual(names.map(() => ["ann", false]));
  const kept = visitorOf(
    two,
    acting((mine) =>
      mine.set(
        "user",
        names.filter((name) => mine.get(name)),
      ),
    ),
  );
  expect((await kept(0, "", cookie)).seen[0]).not.toEqual([]);
  await two.close();
});
