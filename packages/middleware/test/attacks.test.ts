/** Attacks on users, each against the middleware that prevents it. Those on one header alone are beside its own tests. */
import { compose, type Application } from "@tsgi/core";
import { TEXT, answers, clientOf } from "@tsgi/harness/linted";
import { createClient, type Client } from "@tsgi/testing";
import { basicAuth, remoteUser } from "@tsgi/middleware/basic-auth";
import { bearerAuth } from "@tsgi/middleware/bearer-auth";
import { apiKey } from "@tsgi/middleware/api-key";
import { cors } from "@tsgi/middleware/cors";
import { csrf } from "@tsgi/middleware/csrf";
import { HttpError } from "@tsgi/middleware/http-error";
import { httpsRedirect } from "@tsgi/middleware/https-redirect";
import { jwt } from "@tsgi/middleware/jwt";
import { session, sessionOf, type SessionOptions } from "@tsgi/middleware/session";
import { staticFiles } from "@tsgi/middleware/static-files";
import * as fc from "fast-check";
import { SignJWT } from "jose";
import { createStorage } from "unstorage";
import { describe, expect, test } from "vitest";
import { credentials, shipped } from "./support/shipped.ts";

const SECRET = "a secret of thirty-two characters";
const USERS = ["ann", "bob", "eve"] as const;
const RUNS = { numRuns: 10_000 };
/** Milliseconds: so many runs take a while on a machine that has other work. */
const LONG = 600_000;

/** `/login?ann` logs in, anything else tells who one is. */
const shop: Application = async (environ, startResponse) => {
  const mine = await sessionOf(environ);
  if (environ.pathInfo === "/login") {
    mine.regenerate();
    mine.set("user", environ.queryString);
  } else if (environ.pathInfo === "/visit") mine.set("cart", []);
  startResponse(200, TEXT);
  return mine.get<string>("user") ?? "nobody";
};

const who: Application = (environ, startResponse) => {
  startResponse(200, TEXT);
  return environ.get(remoteUser) ?? "nobody";
};

const keyOf = (user: string): string => `key-of-${user}-0123456789abcdef`;

/** Asks without the client's own jar: the cookies are those that the attack has. */
async function ask(app: Application, path: string, cookie: string, scheme: "http" | "https" = "http") {
  await using client = clientOf((inner) => inner, app, { scheme });
  const response = await client.get(path, { headers: cookie === "" ? {} : { cookie } });
  return { text: await response.text(), set: response.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
}

const keepers: [string, () => SessionOptions][] = [
  ["in a cookie", () => ({ secret: SECRET })],
  ["in a store", () => ({ store: createStorage() })],
];

describe.each(keepers)("a session %s", (_, make) => {
  test("that an attacker has planted is not the one that a victim logs in to (fixation)", async () => {
    const app = session(make())(shop);
    const planted = (await ask(app, "/visit", "")).set;
    const victim = (await ask(app, "/login?ann", planted)).set;
    expect((await ask(app, "/", victim)).text).toBe("ann");
    expect((await ask(app, "/", planted)).text).toBe("nobody");
  });

  test("that was made up is not taken over, and gets no id of the attacker's choice (fixation)", async () => {
    const app = session(make())(shop);
    for (const madeUp of ["session=1", "session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]) {
      const { set } = await ask(app, "/visit", madeUp);
      expect(set).toMatch(/^session=[\w-]{40,}$/);
      expect(set).not.toBe(madeUp);
      await ask(app, "/login?ann", madeUp);
      expect((await ask(app, "/", madeUp)).text).toBe("nobody");
    }
  });

  test("of an attacker that a neighbouring host has set does not take the victim's place (tossing)", async () => {
    const app = session(make())(shop);
    const victim = (await ask(app, "/login?ann", "", "https")).set;
    const attacker = (await ask(app, "/login?eve", "", "https")).set;
    expect(victim).toMatch(/^__Host-session=/);
    // Another host can set any name but one that begins with __Host-, which browsers keep for the host itself.
    const tossed = attacker.replace("__Host-", "");
    for (const cookie of [`${tossed}; ${victim}`, `${victim}; ${tossed}`]) {
      expect((await ask(app, "/", cookie, "https")).text).toBe("ann");
    }
    expect((await ask(app, "/", tossed, "https")).text).toBe("nobody");
  });

  test("serves no page of another site (CSRF)", async () => {
    let sold = 0;
    const selling: Application = async (environ, startResponse) => {
      const user = (await sessionOf(environ)).get<string>("user");
      if (environ.method === "POST" && user !== undefined) sold++;
      return answers("done")(environ, startResponse);
    };
    const options = make();
    const { set: cookie } = await ask(session(options)(shop), "/login?ann", "");
    const app = compose(csrf(), session(options))(selling);
    await using client = clientOf((inner) => inner, app);
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "http://sub.localhost" },
    ];
    for (const headers of foreign) {
      expect((await client.post("/", { headers: { ...headers, cookie } })).status).toBe(403);
    }
    expect(sold).toBe(0);
    expect((await client.post("/", { headers: { origin: "http://localhost", cookie } })).status).toBe(200);
    expect(sold).toBe(1);
  });

  test(
    "is never another user's, whatever Cookie holds",
    async () => {
      const app = session(make())(shop);
      const handles = await Promise.all(
        USERS.map(async (user) => (await ask(app, `/login?${user}`, "")).set.slice("session=".length)),
      );
      const handle = fc.constantFrom(...handles);
      const value = fc.oneof(
        handle,
        handle.map((text) => `"${text}"`),
        handle.map((text) => text.replaceAll("A", "%41")),
        fc.tuple(handle, fc.nat(100), fc.string({ maxLength: 2 })).map(([text, at, more]) => {
          const place = at % text.length;
          return text.slice(0, place) + more + text.slice(place + more.length);
        }),
        fc.tuple(handle, handle, fc.nat(100)).map(([a, b, at]) => a.slice(0, at) + b.slice(at)),
        fc.constantFrom("", "AAAA", "ann", "{}", '{"user":"ann"}'),
      );
      const name = fc.constantFrom("session", "Session", "__Host-session", "session ", "sessio", "other", "");
      const pair = fc.tuple(name, fc.constantFrom("=", "=", "=", "==", ""), value);
      const field = fc.tuple(fc.array(pair, { maxLength: 5 }), fc.constantFrom("; ", ";", ", ", " ; "));
      const client = createClient(app);
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(field, async ([pairs, separator]) => {
          const cookie = pairs.map((parts) => parts.join("")).join(separator);
          const sent = cookie.replace(/[^\t\x20-\x7e]/g, "").trim();
          const user = await (await client.get("/", { headers: { cookie: sent } })).text();
          seen.add(user);
          // A client that is identified has sent the whole of that user's own secret.
          const own = handles[USERS.indexOf(user as "ann")];
          expect([user, sent, user === "nobody" || sent.replaceAll("%41", "A").includes(own!)]).toEqual([
            user,
            sent,
            true,
          ]);
          // With one session alone, untouched, it is that user; if two claim to be it, the first is.
          const first = /^session=([\w-]+)(?:;|$)/.exec(sent)?.[1];
          const expected = handles.includes(first!) ? USERS[handles.indexOf(first!)] : user;
          expect(user).toBe(expected);
        }),
        RUNS,
      );
      expect(seen).toEqual(new Set([...USERS, "nobody"]));
      await client.close();
    },
    LONG,
  );
});

test(
  "is never another user, whatever Authorization holds",
  async () => {
    const passwords: Record<string, string> = { ann: "s3cret", bob: "s3cret2", eve: "s3cre" };
    const keys = Object.fromEntries(USERS.map((user) => [user, keyOf(user)]));
    const basicOf = (user: string): string =>
      `Basic ${Buffer.from(`${user}:${passwords[user]}`).toString("base64")}`;
    const tokenOf = (user: string): Promise<string> =>
      new SignJWT({ sub: user })
        .setProtectedHeader({ alg: "HS256" })
        .setExpirationTime("1h")
        .sign(new TextEncoder().encode(SECRET));
    const tokens = await Promise.all(USERS.map(tokenOf));
    const owners = new Map(USERS.map((user) => [keyOf(user), user]));
    /** Each way in, and whether a field holds the whole secret of a user. */
    const ways: [Client, (field: string, user: string) => boolean][] = [
      [
        createClient(basicAuth({ users: passwords })(who)),
        (field, user) =>
          Buffer.from(field.trim().split(/ +/)[1] ?? "", "base64").toString() ===
          `${user}:${passwords[user]}`,
      ],
      [
        createClient(bearerAuth({ verify: (token) => owners.get(token) ?? false })(who)),
        (field, user) => field.trim().split(/ +/)[1] === keyOf(user),
      ],
      [
        createClient(apiKey({ header: "authorization", keys })(who)),
        (field, user) => field.trim() === keyOf(user),
      ],
      [
        createClient(jwt({ secret: SECRET, issuer: false, audience: false })(who)),
        (field, user) => field.trim().split(/ +/)[1] === tokens[USERS.indexOf(user as "ann")],
      ],
    ];
    const whole = fc.constantFrom(
      ...USERS.map(basicOf),
      ...USERS.map((user) => `Bearer ${keyOf(user)}`),
      ...USERS.map(keyOf),
      ...tokens.map((token) => `Bearer ${token}`),
    );
    const field = fc.oneof(
      whole,
      whole.map((text) => text.replace(/^\w+/, (scheme) => scheme.toUpperCase())),
      fc.tuple(whole, fc.nat(200), fc.string({ maxLength: 2 })).map(([text, at, more]) => {
        const place = at % text.length;
        return text.slice(0, place) + more + text.slice(place + more.length);
      }),
      fc.tuple(whole, whole, fc.nat(60)).map(([a, b, at]) => a.slice(0, at) + b.slice(at)),
      fc.tuple(whole, fc.constantFrom(", ", " ", ",", ";"), whole).map((parts) => parts.join("")),
      fc
        .tuple(fc.constantFrom(...USERS), fc.constantFrom("", ":", "\0"), fc.string())
        .map(([user, glue, more]) => `Basic ${Buffer.from(user + glue + more).toString("base64")}`),
    );
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(field, async (text) => {
        const authorization = text.replace(/[^\t\x20-\x7e]/g, "").trim();
        for (const [client, brings] of ways) {
          const response = await client.get("/", { headers: { authorization } });
          const user = await response.text();
          if (response.status === 200) seen.add(user);
          expect([authorization, response.status === 401 || brings(authorization, user)]).toEqual([
            authorization,
            true,
          ]);
        }
      }),
      RUNS,
    );
    expect(seen).toEqual(new Set(USERS));
    for (const [client] of ways) await client.close();
  },
  LONG,
);

describe("a host that a client made up (host-header injection)", () => {
  const EVIL = "evil.example";
  const hostile: Record<string, string> = {
    host: EVIL,
    "x-forwarded-host": EVIL,
    "x-original-host": EVIL,
    forwarded: `host=${EVIL};proto=https`,
  };
  const applications: Record<string, Application> = {
    "an answer": answers("Hello"),
    "an error page": answers("no", 404),
    "an error": () => {
      throw new Error("of the inside");
    },
    "an HttpError": () => {
      throw new HttpError(404, "No such picture.");
    },
  };
  const chains = {
    ...shipped,
    "https-redirect": () => httpsRedirect({ hosts: ["shop.example"] }),
    "static-files, for a folder": () => staticFiles({ root: import.meta.dirname, index: "matrix.ts" }),
    "cors, to everyone": () => cors({ origin: "*" }),
  };

  test.each(Object.entries(chains))("is not revealed by %s", async (name, make) => {
    for (const [what, app] of Object.entries(applications)) {
      for (const accept of ["text/html", "application/json"]) {
        await using client = createClient(make()(app), { rethrow: false });
        for (const headers of [{}, credentials[name] ?? {}]) {
          for (const path of ["/", "/fixtures?a=1"]) {
            const response = await client.get(path, { headers: { ...hostile, ...headers, accept } });
            const told = JSON.stringify([[...response.headers], await response.text()]);
            expect([what, told.includes("evil")]).toEqual([what, false]);
          }
        }
      }
    }
  });

  test("is redirected to https under its own name, temporarily: no cache keeps the target", async () => {
    await using client = clientOf(httpsRedirect(), answers("Hello"));
    const { headers } = await client.get("/", { headers: { host: EVIL } });
    expect([headers.get("location"), headers.get("cache-control")]).toEqual([`https://${EVIL}/`, "no-store"]);
    await using named = clientOf(httpsRedirect({ hosts: [EVIL] }), answers("Hello"));
    expect((await named.get("/", { headers: { host: EVIL } })).headers.get("cache-control")).toBe(null);
  });
});
