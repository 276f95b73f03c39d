import type { Environ, HeaderList } from "@tsgi/core";
import { directivesOf, secondsOf, type Directives } from "./directives.ts";
import type { CacheEntry } from "./store.ts";
import { hasHeader, headerOf } from "../http/headers.ts";
import { parseHttpDate } from "../http/dates.ts";

/** Statuses that are cacheable by default (RFC 9110, 15.1), except partial ones. */
const HEURISTIC = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);
/** Statuses that this cache understands (RFC 9111, 5.2.2.3). */
const UNDERSTOOD = new Set([...HEURISTIC, 302, 303, 307, 400, 403, 410, 451, 500, 502, 503, 504]);
/** Responses to a range or a condition, which other requests do not have. */
const NEVER = new Set([206, 304, 412, 416]);
/**
 * A day: the maximum heuristic lifetime in seconds, and how long a response that can be validated is kept after its
 * lifetime.
 */
const DAY = 86_400;
/** The divisor for the seconds since the last change (RFC 9111, 4.2.2). */
const TENTH = 10;

/** Returns whether a shared cache may store a response (RFC 9111, 3). One that sets a cookie belongs to one client. */
export function isStorable(environ: Environ, status: number, headers: HeaderList): boolean {
  if (NEVER.has(status) || hasHeader(headers, "set-cookie")) return false;
  const told = directivesOf(headerOf(headers, "cache-control"));
  const mustUnderstand = told.has("must-understand");
  if (mustUnderstand && !UNDERSTOOD.has(status)) return false;
  if (told.has("private") || (told.has("no-store") && !mustUnderstand)) return false;
  // RFC 9111, 3.5
  const isForAll = ["public", "s-maxage", "must-revalidate"].some((name) => told.has(name));
  return environ.header("authorization") === undefined || isForAll;
}

/**
 * Returns the seconds that a response may be reused for (RFC 9111, 4.2.1); undefined if it does not say. Callers have to
 * obey `no-cache` themselves.
 */
export function lifetimeOf(
  status: number,
  headers: HeaderList,
  now: number,
  heuristics: boolean,
): number | undefined {
  const told = directivesOf(headerOf(headers, "cache-control"));
  const seconds = secondsOf(told, "s-maxage") ?? secondsOf(told, "max-age");
  if (seconds !== undefined) return seconds;
  const date = parseHttpDate(headerOf(headers, "date")) ?? now;
  const expires = headerOf(headers, "expires");
  if (expires !== undefined) return Math.max(0, Math.floor(((parseHttpDate(expires) ?? 0) - date) / 1000));
  if (told.has("no-cache")) return 0;
  const modified = parseHttpDate(headerOf(headers, "last-modified"));
  const isGuessed = heuristics && modified !== undefined && (HEURISTIC.has(status) || told.has("public"));
  if (!isGuessed) return undefined;
  return Math.min(DAY, Math.max(0, Math.floor((date - modified) / 1000 / TENTH)));
}

/** Returns when a response was generated, in milliseconds since the epoch, by its Age and its Date (RFC 9111, 4.2.3). */
export function birthOf(headers: HeaderList, now: number): number {
  const age = headerOf(headers, "age") ?? "0";
  // An invalid Age, or several: the response may be arbitrarily old.
  const seconds = /^\s*\d{1,10}\s*$/.test(age) ? Number(age) : Infinity;
  const date = parseHttpDate(headerOf(headers, "date")) ?? now;
  return Math.max(0, Math.min(date, now - seconds * 1000, now));
}

/** Returns the age in seconds. */
export function ageOf({ born }: CacheEntry, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - born) / 1000));
}

/** Returns the seconds after its creation for which a response is worth keeping. */
export function keptFor({ headers, lifetime }: Pick<CacheEntry, "headers" | "lifetime">): number {
  const told = directivesOf(headerOf(headers, "cache-control"));
  const more = ["stale-while-revalidate", "stale-if-error"].map((name) => secondsOf(told, name) ?? 0);
  return lifetime + Math.max(...more, canBeValidated(headers) ? DAY : 0);
}

export function canBeValidated(headers: HeaderList): boolean {
  return hasHeader(headers, "etag") || hasHeader(headers, "last-modified");
}

/** The use of a stored response: sent, sent while a new one is fetched, or sent after validation. */
export type Use = "hit" | "stale" | "validate";

/**
 * Decides by RFC 9111, 4 and 5.2, and RFC 5861, 3. A server that sends `stale-while-revalidate` with `s-maxage` means it,
 * although `s-maxage` alone allows no stale response.
 */
export function useOf(asked: Directives, { headers, lifetime }: CacheEntry, age: number): Use {
  const told = directivesOf(headerOf(headers, "cache-control"));
  if (asked.has("no-cache") || told.has("no-cache")) return "validate";
  if (age > (secondsOf(asked, "max-age") ?? Infinity)) return "validate";
  const left = lifetime - age;
  if (asked.has("min-fresh") && left < secondsOf(asked, "min-fresh")!) return "validate";
  if (left > 0) return "hit";
  if (mustRevalidate(told)) return "validate";
  if (-left < (secondsOf(told, "stale-while-revalidate") ?? 0)) return "stale";
  if (!asked.has("max-stale") || told.has("s-maxage")) return "validate";
  const most = asked.get("max-stale") === "" ? Infinity : secondsOf(asked, "max-stale")!;
  return -left <= most ? "hit" : "validate";
}

/** Returns whether a stored response may replace an error (RFC 5861, 4). */
export function standsIn(asked: Directives, { headers, lifetime }: CacheEntry, age: number): boolean {
  const told = directivesOf(headerOf(headers, "cache-control"));
  if (told.has("no-cache") || mustRevalidate(told)) return false;
  const seconds = [secondsOf(told, "stale-if-error"), secondsOf(asked, "stale-if-error")];
  return seconds.some((most) => most !== undefined && age - lifetime <= most);
}

/** Statuses that a stored response may replace (RFC 5861, 4). */
export function isFailure(status: number): boolean {
  return status === 500 || status === 502 || status === 503 || status === 504;
}

function mustRevalidate(told: Directives): boolean {
  return told.has("must-revalidate") || told.has("proxy-revalidate");
}
