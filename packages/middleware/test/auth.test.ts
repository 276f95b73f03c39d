import type { Application } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { apiKey } from "@tsgi/middleware/api-key";
import { basicAuth, remoteUser } from "@tsgi/middleware/basic-auth";
import { bearerAuth } from "@tsgi/middleware/bearer-auth";
import { createClient, createEnviron } from "@tsgi/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timingSafeEqual } from "../src/shared/timing-safe.ts";

const who: Application = (environ, startResponse) => {
  startResponse(200, TEXT);
  return `Hello ${environ.get(remoteUser)}`;
};
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
const isShouted = (user: string, password: string): boolean => password === user.toUpperCase();
const users = { ann: "s3cret", bob: "pass:word", jürgen: "grüße", "": "anonymous" };

describe("basicAuth", () => {
  test.each<[string, string | undefined, string | null]>([
    ["nobody", undefined, null],
    ["somebody", basic("ann:s3cret"), "Hello ann"],
    ["a password with a colon", basic("bob:pass:word"), "Hello bob"],
    ["UTF-8", basic("jürgen:grüße"), "Hello jürgen"],
    ["a scheme of any case", basic("ann:s3cret").replace("Basic", "bASIC"), "Hello ann"],
    ["a wrong password", basic("ann:s3cre"), null],
    ["a longer password", basic("ann:s3crets3cret"), null],
    ["no password", basic("ann:"), null],
    ["another's password", basic("ann:pass:word"), null],
    ["somebody unknown", basic("eve:s3cret"), null],
    ["an unknown user with the dummy's password", basic("eve:\0nobody"), null],
    ["a name from a prototype", basic("constructor:x"), null],
    ["no colon", basic("ann"), null],
    ["no base64", "Basic !!!", null],
    ["no UTF-8", `Basic ${Buffer.from([0xff, 0x3a]).toString("base64")}`, null],
    ["another scheme", "Bearer ann:s3cret", null],
    ["the scheme alone", "Basic", null],
    ["two at once", `${basic("ann:s3cret")}, ${basic("ann:s3cret")}`, null],
  ])("answers %s", async (_, authorization, expected) => {
    await using client = clientOf(basicAuth({ users, realm: 'The "shop"' }), who);
    const response = await client.get("/", { headers: authorization === undefined ? {} : { authorization } });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual(
      expected === null ? [401, 'Basic realm="The \\"shop\\"", charset="UTF-8"'] : [200, null],
    );
    expect(await response.text()).toBe(expected ?? "Unauthorized\n");
  });

  test("verifies by a function, synchronously if that is", async () => {
    const environ = createEnviron({ headers: { authorization: basic("ann:ANN") } });
    expect(basicAuth({ verify: isShouted })(who)(environ, () => {})).toBe("Hello ann");
    await using client = clientOf(
      basicAuth({ verify: async (user, password) => isShouted(user, password) }),
      who,
    );
    expect((await client.get("/", { headers: { authorization: basic("ann:ANN") } })).status).toBe(200);
    expect((await client.get("/", { headers: { authorization: basic("ann:ann") } })).status).toBe(401);
  });

  test("takes nothing but true for a yes", async () => {
    await using client = clientOf(basicAuth({ verify: (async () => "no") as never }), who);
    const asked = client.get("/", { headers: { authorization: basic("ann:x") } });
    await expect(asked).rejects.toMatchObject({ code: "TSGI_OPTION_INVALID" });
  });
});

describe("bearerAuth", () => {
  test.each<[string | undefined, string | null]>([
    [undefined, 'Bearer realm="Restricted"'],
    ["Bearer one", null],
    ["bearer two", null],
    ["Bearer on", 'Bearer realm="Restricted", error="invalid_token"'],
    ["Bearer ", 'Bearer realm="Restricted", error="invalid_token"'],
    ["Bearer one two", 'Bearer realm="Restricted", error="invalid_token"'],
    ["Basic one", 'Bearer realm="Restricted"'],
  ])("answers %s", async (authorization, challenge) => {
    await using client = clientOf(bearerAuth({ tokens: ["one", "two"] }), who);
    const response = await client.get("/", { headers: authorization === undefined ? {} : { authorization } });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([
      challenge === null ? 200 : 401,
      challenge,
    ]);
  });

  test("lets in whom the function names", async () => {
    await using client = clientOf(
      bearerAuth({ verify: async (token) => ({ a: "ann", b: true, c: "", e: 1 as never })[token] }),
      who,
    );
    const ask = async (token: string): Promise<string> =>
      (await client.get("/", { headers: { authorization: `Bearer ${token}` } })).text();
    expect([await ask("a"), await ask("b"), await ask("c"), await ask("d")]).toEqual([
      "Hello ann",
      "Hello undefined",
      "Unauthorized\n",
      "Unauthorized\n",
    ]);
    await expect(ask("e")).rejects.toMatchObject({ code: "TSGI_OPTION_INVALID" });
  });
});

describe("apiKey", () => {
  test.each<[Record<string, string>, string | null]>([
    [{}, null],
    [{ "x-api-key": "k1" }, "Hello billing"],
    [{ "x-api-key": "k2" }, "Hello shop"],
    [{ "x-api-key": "" }, null],
    [{ "x-api-key": "k" }, null],
    [{ "x-api-key": "k1, k2" }, null],
  ])("answers %j", async (headers, expected) => {
    await using client = clientOf(apiKey({ keys: { billing: "k1", shop: "k2" } }), who);
    const response = await client.get("/?x-api-key=k1", { headers });
    expect([response.status, await response.text()]).toEqual(
      expected === null ? [401, "Unauthorized\n"] : [200, expected],
    );
  });

  test("looks into another header, and asks a function", async () => {
    await using client = clientOf(apiKey({ header: "X-Key", verify: (key) => key === "k" && "ann" }), who);
    expect(await (await client.get("/", { headers: { "x-key": "k" } })).text()).toBe("Hello ann");
    expect((await client.get("/", { headers: { "x-key": "l" } })).headers.get("www-authenticate")).toBe(
      'ApiKey header="x-key"',
    );
  });
});

test("never fails on Authorization, and lets no wrong user in", async () => {
  const part = fc.constantFrom(
    "Basic",
    "Bearer",
    " ",
    ":",
    "=",
    ",",
    "ann",
    "s3cret",
    "YW5u",
    "OnMzY3JldA==",
    "Og==",
    "\u00ff",
    "\t",
    '"',
  );
  const field = fc.oneof(
    fc.array(part, { maxLength: 10 }).map((parts) => parts.join("").trim()),
    fc.tuple(fc.string(), fc.string()).map(([user, password]) => basic(`${user}:${password}`)),
  );
  const clients = [
    createClient(basicAuth({ users: { ann: "s3cret" } })(who)),
    createClient(bearerAuth({ tokens: ["an-unlikely-token"] })(who)),
    createClient(apiKey({ header: "authorization", keys: { ann: "an-unlikely-key" } })(who)),
  ];
  await fc.assert(
    fc.asyncProperty(field, async (authorization) => {
      for (const [i, client] of clients.entries()) {
        const { status } = await client.get("/", { headers: { authorization } });
        const isAnn =
          i === 0 && Buffer.from(authorization.split(" ")[1] ?? "", "base64").toString() === "ann:s3cret";
        expect(isAnn || status === 401).toBe(true);
      }
    }),
    { numRuns: 10_000 },
  );
  for (const client of clients) await client.close();
});

test("compares secrets wholly", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(timingSafeEqual(a, b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
      expect(timingSafeEqual(a, a + a)).toBe(a === "");
    }),
  );
  expect(timingSafeEqual("aa", "a")).toBe(false);
});

test.each([
  [() => basicAuth({}), "basicAuth: users is undefined, must be set, or verify, but not both"],
  [() => basicAuth({ users: { ann: "" } }), 'basicAuth: users.ann is "string", must be a password'],
  [() => basicAuth({ users: {}, verify: () => true }), "basicAuth: users"],
  [() => basicAuth({ users, realm: "a\nb" }), "basicAuth: realm"],
  [() => bearerAuth({}), "bearerAuth: tokens"],
  [() => bearerAuth({ tokens: [""] }), "bearerAuth: tokens"],
  [() => apiKey({}), "apiKey: keys is undefined"],
  [() => apiKey({ keys: { a: 1 as never } }), 'apiKey: keys.a is "number", must be a key'],
])("checks options at once: %s", (make, message) => {
  expect(make).toThrow(message);
});
