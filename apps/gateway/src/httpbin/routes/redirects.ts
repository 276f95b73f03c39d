/** Routes that send the client elsewhere. */
import type { Call } from "../call.ts";
import { rootUrl, toUri } from "../iri.ts";
import { latin1, toInt } from "../python-text.ts";
import { Fault, html, redirect, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";

export const redirects: readonly Route[] = [
  route("GET", "/redirect/<int:n>", redirectTimes),
  route("GET", "/relative-redirect/<int:n>", (call, n) => {
    const reply = html("", 302);
    reply.headers.push(["Location", nextPlace(call, "relative", n)]);
    return reply;
  }),
  route("GET", "/absolute-redirect/<int:n>", (call, n) => redirect(nextPlace(call, "absolute", n))),
  route("GET POST PUT DELETE PATCH TRACE", "/redirect-to", redirectTo),
];

function redirectTimes(call: Call, n: string): Reply {
  const kind = call.arg("absolute")?.toLowerCase() === "true" ? "absolute" : "relative";
  return redirect(nextPlace(call, kind, n));
}

function redirectTo(call: Call): Reply {
  const url = call.argOfAnyCase("url");
  const status = toInt(call.argOfAnyCase("status_code") ?? "302");
  if (url === undefined) throw new Fault("no url");
  const reply = html("", status >= 300 && status < 400 ? status : 302);
  // The original hands its server UTF-8 bytes that are then taken for Latin-1 and encoded once more.
  reply.headers.push(["Location", toUri(latin1(new TextEncoder().encode(url)))]);
  return reply;
}

/** Returns the target of redirect number n: number n - 1, and for the last one /get. */
function nextPlace({ environ }: Call, kind: "absolute" | "relative", n: string): string {
  const rest = BigInt(n) - 1n;
  if (rest < 0n) throw new Fault("no redirect 0");
  const root = kind === "absolute" ? rootUrl(environ) : environ.scriptName;
  return rest === 0n ? `${root}/get` : `${root}/${kind}-redirect/${rest}`;
}
