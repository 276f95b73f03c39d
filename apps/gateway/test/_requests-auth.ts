/** Requests with credentials. */
import { createHash } from "node:crypto";
import type { Row } from "./_requests.ts";

const P = "/digest-auth/auth/u/p";

const BASIC = [
  ...["u:p", "u:x", "x:p", "u", ":"].map(basic),
  ..."Basic|Basic !!!|basic dTpw|Basic dTpw |Bearer dTpw|Basic dTpw=|Basic dT\u00e9pw|Basic /w==|".split("|"),
];

const TOKENS = "Bearer abc|Bearer BearerBear|Bearer|bearer abc|Basic dTpw||Bearer \u00e9|earth".split("|");

const CHALLENGED = [
  P,
  "/digest-auth/auth-int/u/p",
  "/digest-auth/x/u/p",
  ..."SHA-256 SHA-512 sha-256 X MD5/3 MD5/never MD5/a%20b".split(" ").map((rest) => `${P}/${rest}`),
];

const DIGEST_COOKIES =
  "stale_after=never|stale_after=3|stale_after=0|stale_after=x|stale_after=|last_nonce=n|last_nonce=m; fake=1".split(
    "|",
  );

export const authRequests: Readonly<Record<string, readonly Row[]>> = {
  "basic credentials": [
    ...BASIC.map((authorization) => get("/basic-auth/u/p", authorization)),
    ...BASIC.map((authorization) => get("/hidden-basic-auth/u/p", authorization)),
    get("/basic-auth/%C3%A9/%E2%82%AC", basic("\u00e9:\u20ac")),
    get("/basic-auth/u/a:b", basic("u:a:b")),
    get("/basic-auth/a%20b/c%2Bd", basic("a b:c+d")),
  ],
  "bearer tokens": TOKENS.map((authorization) => get("/bearer", authorization)),
  "digest challenges": [
    ...CHALLENGED.map((path) => get(path)),
    get(P, "Digest", "no parameters"),
    get(P, "Digest x", "a parameter without value"),
    get(P, basic("u:p"), "another scheme"),
    get(P, digest(P, { omit: "uri" }), "no uri"),
    get(P, digest(P, { omit: "response" }), "no response"),
    get(P, digest(P, { qop: "auth", omit: "nc" }), "no nc"),
    get(`${P}?require-cookie=1`, undefined, "cookie required, none given"),
    get(`${P}?require-cookie=True`, digest(P), "cookie required, none given, signed"),
    get(`${P}?require-cookie=t`, digest(P), "cookie required, another given", "fake=no"),
  ],
  "digest credentials": [
    get(P, digest(P), "without qop"),
    get(P, digest(P, { qop: "auth" }), "qop auth"),
    get(P, digest(P, { qop: "auth-int" }), "qop auth-int, no body"),
    { ...get(P, digest(P, { qop: "auth-int", body: "text" }), "qop auth-int, a body"), body: "text" },
    get(P, digest(P, { qop: "other" }), "unknown qop"),
    get(P, digest(P, { password: "x" }), "wrong password"),
    get(P, digest("/x"), "signed for another path"),
    get(P, digest(P).replace("Digest", "dIGEST"), "scheme in other case"),
    ...["MD5", "SHA-256", "SHA-512", "OTHER"].map((algorithm) =>
      get(
        `${P}/${algorithm}`,
        digest(`${P}/${algorithm}`, { qop: "auth", algorithm }),
        `algorithm ${algorithm}`,
      ),
    ),
    get(P, digest(P, { algorithm: "SHA-256", quoted: true }), "algorithm in quotes"),
    get("/digest-auth/auth/%C3%A9/p", digest("/digest-auth/auth/\u00e9/p"), "Unicode in the path"),
  ],
  "digest credentials and cookies": [
    ...DIGEST_COOKIES.map((cookie) => get(P, digest(P, { qop: "auth" }), cookie, cookie)),
    get(`${P}/MD5/2`, digest(`${P}/MD5/2`), "the last time but one", "stale_after=1"),
    get(`${P}/MD5/2`, digest(`${P}/MD5/2`), "stale", "stale_after=0"),
    get(P, digest(P, { password: "x" }), "wrong password", "stale_after=2"),
  ],
};

function get(path: string, authorization?: string, note = authorization, cookie?: string): Row {
  const headers: [string, string][] = [];
  if (authorization !== undefined) headers.push(["Authorization", authorization]);
  if (cookie !== undefined) headers.push(["Cookie", cookie]);
  return { method: "GET", path: `/httpbin${path}`, headers, note };
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

interface Signing {
  readonly qop?: string;
  readonly algorithm?: string;
  /** Puts the algorithm in quotes. */
  readonly quoted?: boolean;
  readonly password?: string;
  /** Name of a parameter to leave out. */
  readonly omit?: string;
  /** Hashed over, for qop auth-int. */
  readonly body?: string;
}

/** Signs a request as a client does (RFC 7616), with the nonce `n`, since no server remembers which it gave out. */
function digest(
  path: string,
  { qop, algorithm, quoted, password = "p", omit, body = "" }: Signing = {},
): string {
  const name = algorithm?.startsWith("SHA") ? algorithm.replace("-", "").toLowerCase() : "md5";
  const hash = (text: string): string => createHash(name).update(text).digest("hex");
  const uri = `/httpbin${path}`;
  const ha1 = hash(`u:me@kennethreitz.com:${password}`);
  const ha2 = hash(qop === "auth-int" ? `GET:${uri}:${hash(body)}` : `GET:${uri}`);
  const response = hash(qop === undefined ? `${ha1}:n:${ha2}` : `${ha1}:n:00000001:c:${qop}:${ha2}`);
  const parameters = [
    'username="u"',
    'realm="me@kennethreitz.com"',
    'nonce="n"',
    `uri="${Buffer.from(uri).toString("latin1")}"`,
    `response="${response}"`,
    'opaque="o, p"',
  ];
  if (qop !== undefined) parameters.push(`qop=${qop}`, "nc=00000001", 'cnonce="c"');
  if (algorithm !== undefined)
    parameters.push(quoted ? `algorithm="${algorithm}"` : `algorithm=${algorithm}`);
  return `Digest ${parameters.filter((parameter) => !parameter.startsWith(`${omit}=`)).join(", ")}`;
}
