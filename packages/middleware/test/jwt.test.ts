import type { Application } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { jwt, jwtClaims, remoteUser, type JwtOptions } from "@tsgi/middleware/jwt";
import { createClient } from "@tsgi/testing";
import * as fc from "fast-check";
import { SignJWT, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const who: Application = (environ, startResponse) => {
  startResponse(200, TEXT);
  return `${environ.get(remoteUser)} ${environ.get(jwtClaims)?.iss}`;
};

async function ask(options: Partial<JwtOptions>, token: string): Promise<[number, string]> {
  await using client = clientOf(jwt({ issuer: false, audience: false, ...options } as JwtOptions), who);
  const response = await client.get("/", { headers: { authorization: `Bearer ${token}` } });
  return [response.status, await response.text()];
}

const REFUSED = [401, "Unauthorized\n"];
const CLAIMS =
  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
/** RFC 7515, A.1 and A.3. */
const HS256 = `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`;
const HS256_KEY = Buffer.from(
  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
  "base64url",
);
const ES256 = `eyJhbGciOiJFUzI1NiJ9.${CLAIMS}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`;
const ES256_KEYS = {
  keys: [
    {
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
  ],
};
/** RFC 7519, 6.1: not secured at all. */
const NONE = `eyJhbGciOiJub25lIn0.${CLAIMS}.`;

describe("jwt, by the examples of the RFCs", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_300_819_000_000 }));
  afterEach(() => void vi.useRealTimers());

  test("takes what is signed", async () => {
    expect(await ask({ secret: HS256_KEY }, HS256)).toEqual([200, "undefined joe"]);
    expect(await ask({ jwks: ES256_KEYS }, ES256)).toEqual([200, "undefined joe"]);
    expect(await ask({ secret: HS256_KEY, issuer: "joe", user: "iss" }, HS256)).toEqual([200, "joe joe"]);
  });

  test.each<[string, Partial<JwtOptions>, string]>([
    ["by nobody", { secret: HS256_KEY }, NONE],
    ["by another key", { secret: new Uint8Array(64) }, HS256],
    ["by another algorithm", { secret: HS256_KEY, algorithms: ["HS512"] }, HS256],
    ["by a public key taken for a secret", { jwks: ES256_KEYS }, HS256],
    ["for another audience", { secret: HS256_KEY, audience: "shop" }, HS256],
    ["by another issuer", { secret: HS256_KEY, issuer: ["eve", "mallory"] }, HS256],
    [
      "and changed",
      { secret: HS256_KEY },
      HS256.replace("Zld", "ZLd").replace(".eyJpc3MiOiJqb2UiLA0K", ".eyJpc3MiOiJldmUiLA0K"),
    ],
    ["and cut", { secret: HS256_KEY }, HS256.slice(0, -4)],
    ["and not accepted", { secret: HS256_KEY, accept: () => false }, HS256],
  ])("refuses what is signed %s", async (_, options, token) => {
    expect(await ask(options, token)).toEqual(REFUSED);
  });

  test("refuses what is over, clocks apart", async () => {
    vi.setSystemTime(1_300_819_384_000);
    expect((await ask({ secret: HS256_KEY }, HS256))[0]).toBe(200);
    vi.setSystemTime(1_300_819_386_000);
    expect(await ask({ secret: HS256_KEY }, HS256)).toEqual(REFUSED);
  });
});

describe("jwt", () => {
  test("fetches the issuer's keys, once for many requests, and fails if they are unavailable", async () => {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    const jwk: JWK = { ...(await exportJWK(publicKey)), kid: "k1", alg: "EdDSA" };
    const fetched = vi.fn<() => Promise<Response>>(async () => Response.json({ keys: [jwk] }));
    vi.stubGlobal("fetch", fetched);
    try {
      const token = await new SignJWT({ sub: "ann", aud: "shop" })
        .setProtectedHeader({ alg: "EdDSA", kid: "k1" })
        .setExpirationTime("1h")
        .sign(privateKey);
      const options = { jwks: "https://login.example/jwks.json", issuer: false, audience: ["shop"] } as const;
      await using client = clientOf(jwt(options), who);
      for (let i = 0; i < 3; i++) {
        expect(await (await client.get("/", { headers: { authorization: `Bearer ${token}` } })).text()).toBe(
          "ann undefined",
        );
      }
      expect(fetched).toHaveBeenCalledTimes(1);
      // As fetch fails without a connection; an issuer that is broken; one that says something else.
      for (const [outage, reason] of [
        [async () => Promise.reject(new TypeError("fetch failed")), "fetch failed"],
        [async () => Promise.reject(new Error("offline")), "offline"],
        [async () => new Response("", { status: 500 }), "Expected 200 OK"],
        [async () => new Response("<html>"), "Failed to parse"],
        [async () => Response.json({ keys: 1 }), "JSON Web Key Set malformed"],
      ] as const) {
        fetched.mockImplementation(outage);
        await using other = clientOf(jwt(options), who, { rethrow: false });
        const response = await other.get("/", { headers: { authorization: `Bearer ${token}` } });
        const text = await response.text();
        expect([response.status, text, response.headers.get("www-authenticate")]).toEqual([
          503,
          "Service Unavailable\n",
          null,
        ]);
        expect(other.log).toMatch(
          /^\[tsgi\/middleware\] jwt: the keys of https:\/\/login\.example\/jwks\.json/,
        );
        expect(other.log).toContain(reason);
      }
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("takes no token of a key set that means a secret", async () => {
    const secret = await importJWK({ kty: "oct", k: HS256_KEY.toString("base64url") }, "HS256");
    const token = await new SignJWT({ sub: "eve" }).setProtectedHeader({ alg: "HS256" }).sign(secret);
    expect(await ask({ jwks: ES256_KEYS }, token)).toEqual(REFUSED);
  });

  test("never fails on a token", async () => {
    const client = createClient(jwt({ secret: HS256_KEY, issuer: false, audience: false })(who));
    const part = fc.constantFrom(
      ...HS256.split("."),
      ".",
      "eyJ",
      "e30",
      "bnVsbA",
      "W10",
      "-",
      "=",
      "A",
      "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdfQ",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 7 }), async (parts) => {
        const response = await client.get("/", { headers: { authorization: `Bearer ${parts.join("")}` } });
        expect(response.status).toBe(401);
      }),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test.each([
    [{ secret: "x".repeat(32), audience: false }, "jwt: issuer is undefined, must be set"],
    [{ secret: "x".repeat(32), issuer: false }, "jwt: audience is undefined"],
    [{ issuer: false, audience: false }, "jwt: jwks is undefined, must be set, or secret, but not both"],
    [
      { issuer: false, audience: false, secret: "short" },
      'jwt: secret is "a string", must be a string or bytes, 32 bytes or more',
    ],
    [{ issuer: false, audience: false, jwks: "http://login.example/" }, "jwt: jwks"],
    [{ issuer: false, audience: false, secret: "x".repeat(32), algorithms: ["none"] }, "jwt: algorithms"],
  ])("checks its options at once: %#", (options, message) => {
    expect(() => jwt(options as never)).toThrow(message);
  });
});
