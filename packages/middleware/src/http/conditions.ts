import type { Environ, HeaderList } from "@tsgi/core";
import { matchesStrongly, matchesWeakly, parseTags } from "./entity-tags.ts";
import { headerOf } from "./headers.ts";
import { parseHttpDate } from "./dates.ts";

/**
 * Headers that describe content, which a 304 does not have; a client that merges the response keeps its own (RFC 9110,
 * 15.4.5).
 */
export const contentFields: readonly string[] = [
  "content-type",
  "content-length",
  "content-encoding",
  "content-language",
  "content-range",
  "content-disposition",
];

const CONDITIONS = ["if-match", "if-unmodified-since", "if-none-match", "if-modified-since"] as const;

/** Returns true for a GET or HEAD with a precondition. */
export function isConditional(environ: Environ): boolean {
  if (environ.method !== "GET" && environ.method !== "HEAD") return false;
  return CONDITIONS.some((name) => environ.header(name) !== undefined);
}

/** Evaluates the preconditions in order; each only if the one before it is absent or true. */
export function statusOf(environ: Environ, headers: HeaderList): 200 | 304 | 412 {
  const tag = headerOf(headers, "etag");
  const modified = parseHttpDate(headerOf(headers, "last-modified"));
  const ifMatch = environ.header("if-match");
  if (ifMatch !== undefined) {
    if (!isAmong(ifMatch, tag, matchesStrongly)) return 412;
  } else if (isAfter(modified, environ.header("if-unmodified-since"))) {
    return 412;
  }
  const ifNoneMatch = environ.header("if-none-match");
  if (ifNoneMatch !== undefined) return isAmong(ifNoneMatch, tag, matchesWeakly) ? 304 : 200;
  const since = parseHttpDate(environ.header("if-modified-since"));
  return since !== undefined && modified !== undefined && modified <= since ? 304 : 200;
}

function isAmong(
  field: string,
  tag: string | undefined,
  matches: (a: string, b: string) => boolean,
): boolean {
  const tags = parseTags(field);
  if (tags === "*") return true; // a 200 has a current representation
  return tag !== undefined && tags.some((one) => matches(one, tag));
}

function isAfter(modified: number | undefined, field: string | undefined): boolean {
  const limit = parseHttpDate(field);
  return limit !== undefined && modified !== undefined && modified > limit;
}
