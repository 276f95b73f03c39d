/** Digest authentication (RFC 7616), with cookies that tell when a nonce goes stale. */
import { parseAuthorization } from "../authorization.ts";
import type { Call } from "../call.ts";
import { setCookie } from "../cookie-text.ts";
import { algorithmOf, digestResponse, hash, type Algorithm } from "../digest-hash.ts";
import { decodedPath } from "../iri.ts";
import { html, json, type Reply } from "../reply.ts";

/** Answers `/digest-auth/<qop>/<user>/<passwd>/<algorithm>/<stale_after>`, the last two of which may be left out. */
export async function digestAuth(
  call: Call,
  qop?: string,
  user?: string,
  password?: string,
  algorithmName?: string,
  staleAfter: string = "never",
): Promise<Reply> {
  const { environ, cookies } = call;
  const algorithm = algorithmOf(algorithmName);
  const challenge = async (stale: boolean, lastNonce?: string): Promise<Reply> => {
    const reply = await challengeReply(environ.remoteAddress, qop!, algorithm, stale);
    setCookie(reply, "stale_after", staleAfter);
    if (lastNonce !== undefined) setCookie(reply, "last_nonce", lastNonce);
    setCookie(reply, "fake", "fake_value");
    return reply;
  };

  const needsCookie = ["1", "t", "true"].includes(call.arg("require-cookie")?.toLowerCase() ?? "");
  const given = parseAuthorization(environ.header("authorization"));
  if (given?.type !== "digest" || (needsCookie && environ.header("cookie") === undefined))
    return challenge(false);
  if (needsCookie && cookies.get("fake") !== "fake_value") return missingCookie();

  const nonce = given.parameters.get("nonce")!;
  const stalesAfter = cookies.get("stale_after");
  if (cookies.get("last_nonce") === nonce || stalesAfter === "0") return challenge(true, nonce);
  if (!(await isRight(call, given.parameters, password!))) return challenge(false, nonce);

  const reply = json({ authenticated: true, user: user! });
  setCookie(reply, "fake", "fake_value");
  if (stalesAfter) setCookie(reply, "stale_after", countDown(stalesAfter));
  return reply;
}

async function isRight(
  call: Call,
  parameters: ReadonlyMap<string, string>,
  password: string,
): Promise<boolean> {
  const { method, scriptName, queryString } = call.environ;
  const path = scriptName + decodedPath(call.environ);
  // Of the URI that the client signed, the original looks at its own view only; with a query it fails altogether.
  const uri = queryString === "" ? path : `${path}?${queryString}`;
  const { data } = await call.form;
  return (
    parameters.get("response") === (await digestResponse(parameters, { method, uri, body: data, password }))
  );
}

async function challengeReply(
  address: string,
  qop: string,
  algorithm: Algorithm,
  stale: boolean,
): Promise<Reply> {
  const nonce = await hash(`${address}:${Date.now()}:${crypto.randomUUID()}`, algorithm);
  const opaque = await hash(crypto.randomUUID(), algorithm);
  const offered = qop === "auth" || qop === "auth-int" ? qop : "auth, auth-int";
  const parameters = [
    `realm="me@kennethreitz.com"`,
    `nonce="${nonce}"`,
    `qop="${offered}"`,
    `opaque="${opaque}"`,
    `algorithm=${algorithm}`,
    `stale=${stale ? "TRUE" : "FALSE"}`,
  ];
  const reply = html("", 401);
  reply.headers.push(["WWW-Authenticate", `Digest ${parameters.join(", ")}`]);
  return reply;
}

function missingCookie(): Reply {
  const reply = json({ errors: ["missing cookie set on challenge"] });
  reply.status = 403;
  setCookie(reply, "fake", "fake_value");
  return reply;
}

function countDown(staleAfter: string): string {
  return /^\s*[-+]?\d+\s*$/.test(staleAfter) ? String(Number(staleAfter) - 1) : "never";
}
