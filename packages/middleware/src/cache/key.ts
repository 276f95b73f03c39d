import { requestUrl, type Environ, type HeaderList } from "@tsgi/core";
import { encoder } from "../response/body.ts";
import { trimBlanks } from "../http/blanks.ts";
import type { CacheStore } from "./store.ts";
import { MemoryCacheStore } from "./memory-store.ts";
import { headerOf } from "../http/headers.ts";

/** What a response was chosen by: a request header, and what it held. */
export type Vary = readonly (readonly [name: string, value: string | null])[];

/** What frameworks build links, routes and methods from without a Vary: unkeyed, one client could poison it for all. */
const ALWAYS: ReadonlySet<string> = new Set([
  "forwarded",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-prefix",
  "x-forwarded-proto",
  "x-forwarded-scheme",
  "x-forwarded-server",
  "x-forwarded-ssl",
  "x-host",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-original-host",
  "x-original-url",
  "x-rewrite-url",
]);

/** The key of a URL; undefined for a host that is none, which could make one URL look like another. */
export async function keyOf(environ: Environ, store: CacheStore): Promise<string | undefined> {
  return /^[\w.:[\]-]*$/.test(environ.header("host") ?? "")
    ? keyOfUrl(requestUrl(environ), store)
    : undefined;
}

/** The URLs that an answer to an unsafe method makes out of date (RFC 9111, 4.4): its own, and those of this host it names. */
export function changedUrls(environ: Environ, places: readonly (string | undefined)[]): string[] {
  const base = requestUrl(environ);
  const urls = new Set([base]);
  for (const place of places) {
    if (place === undefined || !URL.canParse(place, base)) continue;
    const url = new URL(place, base);
    url.hash = "";
    if (url.origin === new URL(base).origin) urls.add(url.href);
  }
  return [...urls];
}

const ORIGIN = /^[^/]*\/\/[^/?#]*/;

/** Stores of `unstorage` take a key apart at `/` and end it at `?`: theirs is a hash (SHA-256) of the URL. */
export async function keyOfUrl(text: string, store: CacheStore): Promise<string> {
  // The name of a host has no case (RFC 9110, 4.2.3).
  const url = /[A-Z]/.test(text) ? text.replace(ORIGIN, (origin) => origin.toLowerCase()) : text;
  if (store instanceof MemoryCacheStore) return `cache:${url}`;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(url)));
  return `cache:${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * The request headers that a response was chosen by, with what they held; undefined where no other request can match.
 *
 * @param more names that count although Vary does not name them
 */
export function varyOf(environ: Environ, headers: HeaderList, more: readonly string[]): Vary | undefined {
  const named = (headerOf(headers, "vary") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  if (named.includes("*")) return undefined;
  const always = [...ALWAYS, ...more].filter((name) => valueOf(environ, name) !== null);
  return [...new Set([...named, ...always])].map((name) => [name, valueOf(environ, name)]);
}

/** RFC 9111, 4.1; and what counts always has to be the same, too. */
export function matches(environ: Environ, vary: Vary, more: readonly string[]): boolean {
  if (!vary.every(([name, value]) => valueOf(environ, name) === value)) return false;
  const { headers } = environ;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase();
    const counts = ALWAYS.has(name) || more.includes(name);
    if (counts && !vary.some(([known]) => known === name)) return false;
  }
  return true;
}

/** White space around commas means nothing in any field that is a list. */
function valueOf(environ: Environ, name: string): string | null {
  const value = environ.header(name);
  if (value === undefined) return null;
  // Whom a proxy speaks for is not what it was asked for.
  const text = name === "forwarded" ? value.replace(/\b(?:for|by)=(?:"[^"]*"|[^;,\s]*);?/gi, "") : value;
  return text.split(",").map(trimBlanks).join(",");
}
