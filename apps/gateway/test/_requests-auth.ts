/** Requests with credentials. */
import { createHash } from "node:crypto";
import type { Row } from "./_requests.ts";

function get(path: string, authorization?: string, cookie?: string, note?: string): Row {
  const headers: [string, string][] = [];
  if (authorization !== undefined) headers.push(["Authorization", authorization]);
  if (cookie !== undefined) headers.push(["Cookie", cookie]);
  return { method: "GET", path: `/httpbin${path}`, headers, note: note ?? authorization };
}

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;

interface Digest {
  qop?: string;
  algorithm?: string;
  password?: string;
  omit?: string;
  /** Hashed over, for qop auth-int. */
  body?: string;
}

/** Signs a request as a client does (RFC 7616), for the nonce `n`, which neither server remembers. */
function digest(path: string, { qop, algorithm, password = "p", omit, body = "" }: Digest = {}): string {
  const names = { "SHA-256": "sha256", "SHA-512": "sha512" } as Record<string, string>;
  const hash = (text: string): string =>
    createHash(names[algorithm ?? ""] ?? "md5")
      .update(text)
      .digest("hex");
  const uri = `/httpbin${path}`;
  const ha2 = hash(qop === "auth-int" ? `GET:${uri}:${hash(body)}` : `GET:${uri}`);
  const middle = qop === undefined ? "n" : `n:00000001:c:${qop}`;
  const response = hash(`${hash(`u:me@kennethreitz.com:${password}`)}:${middle}:${ha2}`);
  const parameters = [
    'username="u"',
    'realm="me@kennethreitz.com"',
    'nonce="n"',
    `uri="${uri}"`,
    `response="${response}"`,
    'opaque="o, p"',
    ...(qop === undefined ? [] : [`qop=${qop}`, "nc=00000001", 'cnonce="c"']),
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
  ];
  return `Digest ${parameters.filter((parameter) => !parameter.startsWith(`${omit}=`)).join(", ")}`;
}

const P = "/digest-auth/auth/u/p";

export const authRequests: Readonly<Record<string, readonly Row[]>> = {
  "basic credentials": ["/basic-auth/u/p", "/hidden-basic-auth/u/p"].flatMap((path) => [
    ...[
      basic("u:p"),
      basic("u:x"),
      basic("x:p"),
      basic("u"),
      basic(":"),
      "Basic",
      "Basic !!!",
      "basic dTpw",
      "Basic dTpw ",
    ].map((authorization) => get(path, authorization)),
    ...["Bearer dTpw", "Basic dTpw=", "Basic dT\u00e9pw", "Basic /w==", ""].map((authorization) =>
      get(path, authorization),
    ),
  ]),
  "basic credentials of other kinds": [
    get("/basic-auth/%C3%A9/%E2%82%AC", basic("\u00e9:\u20ac")),
    get("/basic-auth/u/a:b", basic("u:a:b")),
    get("/basic-auth/a%20b/c%2Bd", basic("a b:c+d")),
  ],
  "bearer tokens": [
    "Bearer abc",
    "Bearer BearerBear",
    "Bearer",
    "bearer abc",
    "Basic dTpw",
    "",
    "Bearer \u00e9",
    "earth",
  ].map((authorization) => get("/bearer", authorization)),
  "digest challenges": [
    ...[
      P,
      "/digest-auth/auth-int/u/p",
      "/digest-auth/x/u/p",
      `${P}/SHA-256`,
      `${P}/SHA-512`,
      `${P}/sha-256`,
      `${P}/X`,
    ].map((path) => get(path)),
    ...[`${P}/MD5/3`, `${P}/MD5/never`, `${P}/MD5/a%20b`].map((path) => get(path)),
    ...[
      "Digest",
      "Digest x",
      basic("u:p"),
      digest(P, { omit: "uri" }),
      digest(P, { qop: "auth", omit: "nc" }),
    ].map((authorization) => get(P, authorization, undefined, `refused: ${authorization.slice(0, 20)}`)),
    get(`${P}?require-cookie=1`, undefined, undefined, "cookie required, none given"),
    get(`${P}?require-cookie=True`, digest(P), undefined, "cookie required, none given, signed"),
    get(`${P}?require-cookie=t`, digest(P), "fake=no", "cookie required, another given"),
  ],
  "digest credentials": [
    get(P, digest(P), undefined, "without qop"),
    get(P, digest(P, { qop: "auth" }), undefined, "qop auth"),
    get(P, digest(P, { qop: '"auth"' }).replace(/response="\w+"/, ""), undefined, "no response"),
    get(P, digest(P, { qop: "auth-int" }), undefined, "qop auth-int, no body"),
    get(P, digest(P, { qop: "auth", password: "x" }), undefined, "wrong password"),
    get(P, digest("/x", { qop: "auth" }), undefined, "signed for another path"),
    get(P, digest(P, { qop: "other" }), undefined, "unknown qop"),
    get(P, digest(P).replace("Digest", "dIGEST"), undefined, "scheme in other case"),
    {
      ...get(P, digest(P, { qop: "auth-int", body: "text" }), undefined, "qop auth-int, a body"),
      body: "text",
    },
    ...["MD5", "SHA-256", "SHA-512", "OTHER", '"SHA-256"'].map((algorithm) =>
      get(
        `${P}/${algorithm.replaceAll('"', "")}`,
        digest(`${P}/${algorithm.replaceAll('"', "")}`, {
          qop: "auth",
          algorithm: algorithm.replaceAll('"', ""),
        }).replace(/algorithm=.*/, `algorithm=${algorithm}`),
        undefined,
        `algorithm ${algorithm}`,
      ),
    ),
    get("/digest-auth/auth/%C3%A9/p", digest("/digest-auth/auth/\u00e9/p"), undefined, "Unicode in the path"),
  ],
  "digest and cookies": [
    ...[
      "stale_after=never",
      "stale_after=3",
      "stale_after=0",
      "stale_after=x",
      "stale_after=",
      "last_nonce=n",
      "last_nonce=m; fake=1",
    ].map((cookie) => get(P, digest(P, { qop: "auth" }), cookie, cookie)),
    get(`${P}/MD5/2`, digest(`${P}/MD5/2`), "stale_after=1", "the last time but one"),
    get(`${P}/MD5/2`, digest(`${P}/MD5/2`), "stale_after=0", "stale"),
    get(P, digest(P, { password: "x" }), "stale_after=2", "wrong password"),
  ],
};
