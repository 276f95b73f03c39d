/** Routes that ask for credentials; the digest scheme has a file of its own. */
import { parseAuthorization } from "../authorization.ts";
import type { Call } from "../call.ts";
import { html, json, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";
import { digestAuth } from "./digest.ts";
import { statusReply } from "./statuses.ts";

export const authentication: readonly Route[] = [
  route("GET", "/basic-auth/<user>/<passwd>", (call, user, password) =>
    basicAuth(call, user!, password!, 401),
  ),
  route("GET", "/hidden-basic-auth/<user>/<passwd>", (call, user, password) =>
    basicAuth(call, user!, password!, 404),
  ),
  route("GET", "/bearer", bearer),
  route("GET", "/digest-auth/<qop>/<user>/<passwd>", digestAuth),
  route("GET", "/digest-auth/<qop>/<user>/<passwd>/<algorithm>", digestAuth),
  route("GET", "/digest-auth/<qop>/<user>/<passwd>/<algorithm>/<stale_after>", digestAuth),
];

function basicAuth({ environ }: Call, user: string, password: string, refusal: 401 | 404): Reply {
  const given = parseAuthorization(environ.header("authorization"));
  const good = given?.type === "basic" && given.user === user && given.password === password;
  return good ? json({ authenticated: true, user }) : statusReply(refusal);
}

function bearer({ environ }: Call): Reply {
  const header = environ.header("authorization");
  if (header === undefined) {
    const reply = html("", 401);
    reply.headers.push(["WWW-Authenticate", "Bearer"]);
    return reply;
  }
  // The original strips these letters, however often, rather than the word; any scheme passes.
  return json({ authenticated: true, token: header.replace(/^[Bear ]+/, "") });
}
