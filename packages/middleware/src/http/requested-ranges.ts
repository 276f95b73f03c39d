import type { Environ } from "@tsgi/core";
import { matchesStrongly } from "./entity-tags.ts";
import { parseHttpDate } from "./dates.ts";
import { parseRange, type ByteRange } from "./ranges.ts";

/**
 * Returns the ranges that a request asks for, given the validators of the content; an empty array if none is satisfiable.
 * Undefined if the whole content must be sent.
 *
 * @param date Last-Modified
 */
export function requestedRanges(
  environ: Environ,
  size: number,
  tag: string | undefined,
  date: string | undefined,
): ByteRange[] | undefined {
  const field = environ.method === "GET" ? environ.header("range") : undefined;
  if (field === undefined) return undefined;
  const ifRange = environ.header("if-range")?.trim();
  // RFC 9110, 13.1.5: strong comparison of tags, exact match of dates.
  const isSame =
    ifRange === undefined ||
    (tag !== undefined && matchesStrongly(ifRange, tag)) ||
    (parseHttpDate(ifRange) !== undefined && parseHttpDate(ifRange) === parseHttpDate(date));
  return isSame ? parseRange(field, size) : undefined;
}

export function lengthOf({ first, last }: ByteRange): number {
  return last - first + 1;
}

/** Formats Content-Range. */
export function rangeText({ first, last }: ByteRange, size: number): string {
  return `bytes ${first}-${last}/${size}`;
}
