import { requestUrl, type Environ, type HeaderList } from "@tsgi/core";
import { encoder } from "../response/body.ts";
import { trimBlanks } from "../http/blanks.ts";
import type { CacheStore, Vary } from "./store.ts";
import { MemoryCacheStore } from "./memory-store.ts";
import { headerOf } from "../http/headers.ts";

/**
 * Headers that frameworks build links, routes and methods from without a Vary: if they were not part of the key, one client
 * could poison the cache for all.
 */
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

/** Returns the key of a URL; undefined for an invalid host, which could make one URL look like another. */
export async function keyOf(environ: Environ, store: CacheStore): Promise<string | undefined> {
  return /^[\w.:[\]-]*$/.test(environ.header("host") ?? "")
    ? keyOfUrl(requestUrl(environ), store)
    : undefined;
}

/**
 * Returns the URLs that the response to an unsafe method invalidates (RFC 9111, 4.4): the request's own, and those on this
 * host that the response names.
 */
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

/** Hashes the URL (SHA-256) for other stores: `unstorage` splits keys at `/` and ends them at `?`. */
export async function keyOfUrl(text: string, store: CacheStore): Promise<string> {
  // Host names are case-insensitive (RFC 9110, 4.2.3).
  const url = /[A-Z]/.test(text) ? text.replace(ORIGIN, (origin) => origin.toLowerCase()) : text;
  if (store instanceof MemoryCacheStore) return `cache:${url}`;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(url)));
  return `cache:${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Returns the request headers that a response was selected by, with their values; undefined if no other request can match.
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

/** Returns whether a request matches (RFC 9111, 4.1); the headers that always count must be equal, too. */
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

/** White space around commas has no meaning in list fields. */
function valueOf(environ: Environ, name: string): string | null {
  const value = environ.header(name);
  if (value === undefined) return null;
  // The client's and the proxy's address do not select a response.
  const text = name === "forwarded" ? value.replace(/\b(?:for|by)=(?:"[^"]*"|[^;,\s]*);?/gi, "") : value;
  return text.split(",").map(trimBlanks).join(",");
}
