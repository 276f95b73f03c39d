import type { Environ } from "@tsgi/core";

/** Directives by name, in lower case. */
export type Directives = ReadonlyMap<string, string>;

/** "Greater than any number": a count of seconds that does not fit is taken as this (RFC 9111, 1.2.2). */
const MOST_SECONDS = 2_147_483_648;

const NONE: Directives = new Map();
/** Fields that were read before, as most are. Bounded: a client makes up what it likes. */
const read = new Map<string, Directives>();
const MOST_READ = 256;

/** Directives by name, in lower case; of two of one name the first (RFC 9111, 5.2). A value that is quoted loses its quotes. */
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

/** Seconds; undefined where there is no such directive, 0 where it is malformed (RFC 9111, 4.2.1). */
export function secondsOf(directives: Directives, name: string): number | undefined {
  const text = directives.get(name);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Math.min(Number(text), MOST_SECONDS) : 0;
}

/** What a request asks of the caches on its way; Pragma stands for Cache-Control where there is none (RFC 9111, 5.4). */
export function askedOf(environ: Environ): Directives {
  const field = environ.header("cache-control");
  if (field !== undefined) return directivesOf(field);
  const pragma = directivesOf(environ.header("pragma"));
  return pragma.has("no-cache") ? new Map([["no-cache", ""]]) : NONE;
}
