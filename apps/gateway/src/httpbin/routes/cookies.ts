/** Routes about cookies. */
import type { Call } from "../call.ts";
import { deleteCookie, setCookie } from "../cookie-text.ts";
import { json, redirect, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";

export const cookies: readonly Route[] = [
  route("GET", "/cookies", viewCookies),
  route("GET", "/cookies/set", setCookies),
  route("GET", "/cookies/set/<name>/<value>", (call, name, value) => {
    const reply = toCookies(call);
    setCookie(reply, name!, value!, call.environ.scheme === "https");
    return reply;
  }),
  route("GET", "/cookies/delete", deleteCookies),
];

/** Cookies of an analytics service that the original once used; hidden unless the query asks for them. */
const HIDDEN = [
  "_gauges_unique",
  "_gauges_unique_year",
  "_gauges_unique_month",
  "_gauges_unique_day",
  "_gauges_unique_hour",
  "__utmz",
  "__utma",
  "__utmb",
];

function viewCookies(call: Call): Reply {
  const shown = call.cookies;
  if (!call.args.has("show_env")) for (const name of HIDDEN) shown.delete(name);
  return json({ cookies: shown });
}

function setCookies(call: Call): Reply {
  const reply = toCookies(call);
  for (const [name, [value]] of call.args) setCookie(reply, name, value!, call.environ.scheme === "https");
  return reply;
}

function deleteCookies(call: Call): Reply {
  const reply = toCookies(call);
  for (const name of call.args.keys()) deleteCookie(reply, name);
  return reply;
}

function toCookies({ environ }: Call): Reply {
  return redirect(`${environ.scriptName}/cookies`);
}
