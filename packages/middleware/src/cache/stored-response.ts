import type { Environ, HeaderList } from "@tsgi/core";
import { ageOf } from "./policy.ts";
import { bytesOf, type CacheEntry } from "./store.ts";
import { contentFields, isConditional, statusOf } from "../http/conditions.ts";
import { hasHeader, headerOf, without } from "../http/headers.ts";
import { lengthOf, rangeText, requestedRanges } from "../http/requested-ranges.ts";
import type { AppResponse } from "../response/rewrite.ts";

/**
 * Makes the response to a request from a stored one: all of it, a range, or 304 (RFC 9111, 4.3.2).
 *
 * @param how the parameters of Cache-Status (RFC 9211)
 */
export function storedResponse(environ: Environ, entry: CacheEntry, how: string): AppResponse {
  const { status, headers } = entry;
  const age = ageOf(entry);
  const more: HeaderList = [
    ["age", String(age)],
    ["cache-status", `tsgi; ${how}`.replace("hit", `hit; ttl=${entry.lifetime - age}`)],
  ];
  if (status === 200) {
    if (isConditional(environ) && statusOf(environ, dated(headers)) === 304) {
      return { status: 304, headers: [...without(headers, ...contentFields), ...more], body: null };
    }
    const part = partOf(environ, entry, more);
    if (part !== undefined) return part;
  }
  const bytes = bytesOf(entry);
  const isHead = environ.method === "HEAD" && status !== 204;
  const length = ["content-length", String(bytes.length)] as const;
  return {
    status,
    headers: [...(isHead ? [...without(headers, "content-length"), length] : headers), ...more],
    body: isHead || bytes.length === 0 ? null : bytes,
  };
}

/** Uses the Date if there is no Last-Modified (RFC 9111, 4.3.2). */
function dated(headers: HeaderList): HeaderList {
  if (hasHeader(headers, "last-modified")) return headers;
  return [...headers, ["last-modified", headerOf(headers, "date") ?? ""]];
}

/** Several ranges get the whole response: a server may ignore them (RFC 9110, 14.2). */
function partOf(environ: Environ, entry: CacheEntry, more: HeaderList): AppResponse | undefined {
  if (environ.header("range") === undefined) return undefined;
  const { headers } = entry;
  const bytes = bytesOf(entry);
  const size = bytes.length;
  const ranges = requestedRanges(
    environ,
    size,
    headerOf(headers, "etag"),
    headerOf(headers, "last-modified"),
  );
  if (ranges === undefined || ranges.length > 1) return undefined;
  const [range] = ranges;
  if (range === undefined) {
    const of: HeaderList = [["content-range", `bytes */${size}`]];
    return { status: 416, headers: [...without(headers, ...contentFields), ...of, ...more], body: null };
  }
  return {
    status: 206,
    headers: [
      ...without(headers, "content-length", "content-range"),
      ["content-range", rangeText(range, size)],
      ["content-length", String(lengthOf(range))],
      ...more,
    ],
    body: bytes.subarray(range.first, range.last + 1),
  };
}
