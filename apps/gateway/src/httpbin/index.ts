/** The API of httpbin (0.7, as Debian has it) as a TSGI application; mount it anywhere. */
import {
  TsgiError,
  requestUrl,
  type Application,
  type Body,
  type Environ,
  type StartResponse,
} from "@tsgi/core";
import { Call } from "./call.ts";
import { decodedPath, rootUrl, toUri } from "./iri.ts";
import { landingPage, type RouteGroup } from "./landing.ts";
import { style } from "../look/style.ts";
import { homeAbove } from "../look/home-above.ts";
import { Fault, errorPage, html, redirect, setHeader, typed, type Reply } from "./reply.ts";
import { match, methodsOf, route, type Route } from "./router.ts";
import { authentication } from "./routes/authentication.ts";
import { bytes } from "./routes/bytes.ts";
import { caching } from "./routes/caching.ts";
import { cookies } from "./routes/cookies.ts";
import { encodings } from "./routes/encodings.ts";
import { inspection } from "./routes/inspection.ts";
import { pages } from "./routes/pages.ts";
import { redirects } from "./routes/redirects.ts";
import { statuses } from "./routes/statuses.ts";
import { timing } from "./routes/timing.ts";

/** Answers as httpbin does. */
export const httpbin: Application = async (environ, startResponse) => {
  const call = new Call(environ);
  try {
    return send(call, await answer(call), startResponse);
  } catch (error) {
    // A head that cannot be sent is the client's own making here: it chooses names and values of headers.
    const isFault =
      error instanceof Fault || (error instanceof TsgiError && error.code.startsWith("TSGI_HEADER"));
    if (!isFault) throw error;
    return send(call, errorPage(500), startResponse, error);
  }
};

/** The routes by subject, as the page at the root lists them. */
export const groups: readonly RouteGroup[] = [
  ["Requests", inspection],
  ["Statuses and headers", statuses],
  ["Redirects", redirects],
  ["Cookies", cookies],
  ["Authentication", authentication],
  ["Timing and streams", timing],
  ["Bytes and ranges", bytes],
  ["Compression", encodings],
  ["Caching and conditions", caching],
  ["Formats and pages", pages],
];

const routes: readonly Route[] = [
  route("GET", "/", ({ environ }) => html(landingPage(groups, environ.scriptName, homeOf(environ)))),
  // The original has a folder of this name, which is empty.
  route("GET", "/static/style.css", () => typed("text/css; charset=utf-8", style)),
  route("GET", "/links/<int:n>", ({ environ }, n) => redirect(`${environ.scriptName}/links/${BigInt(n!)}/0`)),
  ...groups.flatMap(([, members]) => members),
];

/** Returns the page above the mount point, or above the application's own host name. */
function homeOf(environ: Environ): string | undefined {
  const { scriptName } = environ;
  return scriptName === ""
    ? homeAbove(requestUrl(environ))
    : scriptName.slice(0, scriptName.lastIndexOf("/") + 1);
}

async function answer(call: Call): Promise<Reply> {
  const { environ } = call;
  const path = decodedPath(environ);
  if (path === "") return redirect(`${rootUrl(environ)}/${query(call)}`, 308);
  const found = match(routes, path, environ.method);
  if ("path" in found) return redirect(rootUrl(environ) + toUri(found.path) + query(call), 308);
  if ("allow" in found) return refuse(found.allow);
  return environ.method === "OPTIONS" ? options(path) : found.route.handler(call, ...found.parts);
}

function query({ environ }: Call): string {
  return environ.queryString === "" ? "" : `?${environ.queryString}`;
}

function refuse(allow: readonly string[]): Reply {
  if (allow.length === 0) return errorPage(404);
  const reply = errorPage(405);
  reply.headers.push(["Allow", allow.join(", ")]);
  return reply;
}

function options(path: string): Reply {
  const reply = html();
  reply.headers.push(["Allow", methodsOf(routes, path).join(", ")]);
  return reply;
}

function send(call: Call, reply: Reply, startResponse: StartResponse, error?: unknown): Body {
  allowOtherSites(call, reply);
  const isUnmodified = reply.status === 304;
  const headers = isUnmodified ? reply.headers.filter(([name]) => !ENTITY.test(name)) : reply.headers;
  startResponse(reply.status, headers, error);
  return reply.body;
}

/** Headers that a 304 omits, since the client has them already (RFC 9110, 15.4.5). */
const ENTITY = /^(?:allow|content-(?!location$).*|last-modified)$/i;

/** Every answer is open to the scripts of other sites (CORS). */
function allowOtherSites({ environ }: Call, reply: Reply): void {
  setHeader(reply, "Access-Control-Allow-Origin", environ.header("origin") ?? "*");
  setHeader(reply, "Access-Control-Allow-Credentials", "true");
  if (environ.method !== "OPTIONS") return;
  setHeader(reply, "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, PATCH, OPTIONS");
  setHeader(reply, "Access-Control-Max-Age", "3600");
  const asked = environ.header("access-control-request-headers");
  if (asked !== undefined) setHeader(reply, "Access-Control-Allow-Headers", asked);
}
