import type { Environ, HeaderList } from "@tsgi/core";
import { hasHeader, headerOf } from "./_headers.ts";
import { parseHttpDate } from "./_http-date.ts";

/** Directives by name, in lower case; of two of one name the first (RFC 9111, 5.2). A value that is quoted loses its quotes. */
export function directivesOf(field: string | undefined): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const match of (field ?? "").matchAll(/([^\s,=";]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,";]*)))?/g)) {
    const name = match[1]!.toLowerCase();
    if (!directives.has(name)) directives.set(name, match[2] ?? match[3] ?? "");
  }
  return directives;
}

/** Seconds; undefined where there is no such directive, 0 where it is malformed (RFC 9111, 4.2.1). */
export function secondsOf(directives: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = directives.get(name);
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** Statuses whose meaning does not end with the request (RFC 9110, 15.1), apart from partial ones. */
const STORABLE = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/**
 * Seconds that a shared cache may use a response for; 0 for one that it must not keep, or that says nothing of it: nothing
 * is guessed. One that sets a cookie is somebody's own.
 */
export function lifetimeOf(environ: Environ, status: number, headers: HeaderList, now: number): number {
  if (!STORABLE.has(status) || hasHeader(headers, "set-cookie") || hasHeader(headers, "content-range"))
    return 0;
  const control = directivesOf(headerOf(headers, "cache-control"));
  if (["no-store", "private", "no-cache"].some((name) => control.has(name))) return 0;
  // RFC 9111, 3.5
  const isShared = ["public", "s-maxage", "must-revalidate"].some((name) => control.has(name));
  if (environ.header("authorization") !== undefined && !isShared) return 0;
  const told = secondsOf(control, "s-maxage") ?? secondsOf(control, "max-age");
  if (told !== undefined) return told;
  const expires = headerOf(headers, "expires");
  if (expires === undefined) return 0;
  const date = parseHttpDate(headerOf(headers, "date")) ?? now;
  return Math.max(0, Math.floor(((parseHttpDate(expires) ?? 0) - date) / 1000));
}

/** The request headers that a response was chosen by, with what they held; undefined where no other request can match. */
export function varianceOf(
  environ: Environ,
  headers: HeaderList,
): [name: string, value: string | null][] | undefined {
  const vary = headerOf(headers, "vary");
  const names = (vary ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  if (names.includes("*")) return undefined;
  return [...new Set(names)].map((name) => [name, environ.header(name) ?? null]);
}
