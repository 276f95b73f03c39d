import type { Environ } from "@tsgi/core";

/** Directives by name, in lower case. */
export type Directives = ReadonlyMap<string, string>;

/** "Greater than any number": used for a count of seconds that does not fit (RFC 9111, 1.2.2). */
const MOST_SECONDS = 2_147_483_648;

const NONE: Directives = new Map();
/** Fields that were parsed before, which most are. Bounded: clients can make up any number of them. */
const read = new Map<string, Directives>();
const MOST_READ = 256;

/**
 * Parses a field into directives by name, in lower case; the first of two with the same name counts (RFC 9111, 5.2).
 * Removes the quotes from quoted values.
 */
export function directivesOf(field: string | undefined): Directives {
  if (field === undefined) return NONE;
  const known = read.get(field);
  if (known !== undefined) return known;
  if (read.size === MOST_READ) read.clear();
  const directives = readDirectives(field);
  read.set(field, directives);
  return directives;
}

function readDirectives(field: string): Directives {
  const directives = new Map<string, string>();
  for (const match of field.matchAll(/([^\s,=";]+)(?:=(?:"([^"]*)"|([^\s,";]*)))?|"[^"]*"?/g)) {
    const name = match[1]?.toLowerCase();
    if (name !== undefined && !directives.has(name)) directives.set(name, match[2] ?? match[3] ?? "");
  }
  return directives;
}

/** Returns the seconds of a directive; undefined if there is no such directive, 0 if it is malformed (RFC 9111, 4.2.1). */
export function secondsOf(directives: Directives, name: string): number | undefined {
  const text = directives.get(name);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Math.min(Number(text), MOST_SECONDS) : 0;
}

/** Returns the directives of a request; Pragma counts if there is no Cache-Control (RFC 9111, 5.4). */
export function askedOf(environ: Environ): Directives {
  const field = environ.header("cache-control");
  if (field !== undefined) return directivesOf(field);
  const pragma = directivesOf(environ.header("pragma"));
  return pragma.has("no-cache") ? new Map([["no-cache", ""]]) : NONE;
}
