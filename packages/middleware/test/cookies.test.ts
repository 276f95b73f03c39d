import { TEXT, clientOf } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { cookies, cookiesOf, type CookieAttributes } from "@tsgi/middleware/cookies";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCookies } from "../src/http/cookies.ts";

async function setting(
  name: string,
  value: string,
  attributes?: CookieAttributes,
  options = {},
  scheme: "http" | "https" = "http",
) {
  await using client = clientOf(
    cookies(options),
    (environ, startResponse) => {
      cookiesOf(environ).set(name, value, attributes);
      startResponse(200, TEXT);
      return "x";
    },
    { scheme },
  );
  return (await client.get("/")).headers.getSetCookie();
}

describe("cookies", () => {
  test("reads what the client sent and sets what the application keeps", async () => {
    await using client = clientOf(cookies(), (environ, startResponse) => {
      const visits = Number(cookiesOf(environ).get("visits") ?? 0) + 1;
      cookiesOf(environ).set("visits", String(visits), { maxAge: 60 });
      startResponse(200, TEXT);
      return `Visit ${visits}`;
    });
    expect(await (await client.get("/")).text()).toBe("Visit 1");
    expect(await (await client.get("/")).text()).toBe("Visit 2");
  });

  test.each<[CookieAttributes | undefined, object, "http" | "https", string]>([
    [undefined, {}, "http", "a=b; Path=/; HttpOnly; SameSite=Lax"],
    [undefined, {}, "https", "a=b; Path=/; Secure; HttpOnly; SameSite=Lax"],
    [{ httpOnly: false, sameSite: "strict", path: "/x" }, {}, "http", "a=b; Path=/x; SameSite=Strict"],
    [
      { maxAge: 5 },
      { domain: "shop.example" },
      "http",
      "a=b; Path=/; Domain=shop.example; Max-Age=5; HttpOnly; SameSite=Lax",
    ],
    [
      { sameSite: "none", partitioned: true },
      {},
      "https",
      "a=b; Path=/; Secure; HttpOnly; SameSite=None; Partitioned",
    ],
  ])("writes attributes: %j %j %s", async (attributes, options, scheme, expected) => {
    expect(await setting("a", "b", attributes, options, scheme)).toEqual([expected]);
  });

  test.each<[string, string, CookieAttributes]>([
    ["a b", "x", {}],
    ["a", "x", { path: "/;x" }],
    ["a", "x", { domain: "x;y" }],
    ["a", "x", { sameSite: "none", secure: false }],
    ["__Host-a", "x", { path: "/x", secure: true }],
    ["__Host-a", "x", { domain: "x", secure: true }],
    ["__Secure-a", "x", { secure: false }],
    ["a", "x", { maxAge: 0.5 }],
  ])("refuses what a browser would drop, or take otherwise: %s", async (name, value, attributes) => {
    await expect(setting(name, value, attributes)).rejects.toThrow(/TSGI_OPTION_INVALID.*cookie: /);
  });

  test("takes a cookie away, and lets the later of two of one place win", async () => {
    await using client = clientOf(cookies(), (environ, startResponse) => {
      cookiesOf(environ).set("a", "1");
      cookiesOf(environ).set("a", "2", { path: "/x" });
      cookiesOf(environ).delete("a");
      startResponse(200, TEXT);
      return "x";
    });
    expect((await client.get("/")).headers.getSetCookie()).toEqual([
      "a=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
      "a=2; Path=/x; HttpOnly; SameSite=Lax",
    ]);
  });

  test("refuses to set a cookie after the head", async () => {
    await using client = clientOf(cookies(), (environ, startResponse) => {
      startResponse(200, TEXT);
      cookiesOf(environ).set("a", "1");
      return "x";
    });
    await expect(client.get("/")).rejects.toThrow("TSGI_HEAD_LATE");
  });

  test("reports a missing cookies() middleware when a cookie is set", () => {
    for (const change of [
      () => cookiesOf(createEnviron()).set("a", "1"),
      () => cookiesOf(createEnviron()).delete("a"),
    ]) {
      expect(change).toThrow("TSGI_OPTION_INVALID");
      expect(change).toThrow("there is no cookies() around this application");
    }
  });

  test("takes an undefined attribute for a missing one", async () => {
    const undef = { secure: undefined, httpOnly: undefined, path: undefined, sameSite: undefined };
    await using client = clientOf(
      cookies(undef),
      (environ, startResponse) => {
        cookiesOf(environ).set("a", "1", undef);
        startResponse(200, TEXT);
        return "x";
      },
      { scheme: "https" },
    );
    expect((await client.get("/")).headers.getSetCookie()).toEqual([
      "a=1; Path=/; Secure; HttpOnly; SameSite=Lax",
    ]);
  });

  test("keeps cookies with a head that an error replaces", async () => {
    await using client = clientOf(cookies(), (environ, startResponse) => {
      cookiesOf(environ).set("a", "1");
      startResponse(200, TEXT);
      startResponse(500, TEXT, new Error("mine"));
      return "x";
    });
    expect((await client.get("/")).headers.getSetCookie()).toHaveLength(1);
  });

  test("takes the first of two of one name, and decodes", () => {
    const read = Object.fromEntries(
      parseCookies('a=1; a=2;b="q" ; c=%C3%BC; d=%zz; e; =f;g=a=b; __proto__=x'),
    );
    expect({ ...read }).toEqual({ a: "1", b: "q", c: "ü", d: "%zz", g: "a=b", ["__proto__"]: "x" });
  });

  test("sees a request that was rewritten [M12]", () => {
    const environ = createEnviron({ headers: { cookie: "a=1" } });
    expect(cookiesOf(environ).get("a")).toBe("1");
    expect(cookiesOf(environ.derive({ headers: ["cookie", "a=2"] })).get("a")).toBe("2");
    expect([...cookiesOf(environ).entries()]).toEqual([["a", "1"]]);
  });

  test("brings every text back, and never fails on Cookie", async () => {
    const any = fc.string({
      unit: fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    });
    const part = fc.constantFrom("a", "=", ";", '"', "%", "%zz", " ", ",", "\u00ff", "__Host-", "\\");
    let value = "";
    const client = createClient(
      cookies()((environ, startResponse) => {
        cookiesOf(environ).set("a", value);
        startResponse(200, TEXT);
        return String(cookiesOf(environ).get("never"));
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        any,
        fc.array(part).map((parts) => parts.join("").trim()),
        async (text, field) => {
          value = text;
          const [set] = (await client.get("/", { headers: { cookie: field } })).headers.getSetCookie();
          expect(parseCookies(set!.split(";")[0]).get("a")).toBe(
            new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
          );
        },
      ),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test("checks its options at once", () => {
    expect(() => cookies({ sameSite: "Lax" as never })).toThrow('cookies: sameSite is "Lax"');
  });
});
