import { isWhole, type Body, type Environ, type HeaderList } from "@tsgi/core";
import { concat } from "@tsgi/core/server";
import { toBytes, wholeOf } from "../response/body.ts";
import { varyOf } from "./key.ts";
import { birthOf, canBeValidated, isStorable, lifetimeOf } from "./policy.ts";
import type { CacheEntry } from "./store.ts";
import { matchesWeakly } from "../http/entity-tags.ts";
import { hasHeader, headerOf, without } from "../http/headers.ts";
import type { Reply } from "../response/rewrite.ts";
import { tapBody } from "../response/tap.ts";

/** What a cache goes by. */
export interface CacheRules {
  readonly maxSize: number;
  readonly heuristics: boolean;
  /** Lower-case names of request headers that belong to the key although Vary does not name them. */
  readonly keyHeaders: readonly string[];
}

/** A response as it would be kept, without its body; undefined for one that is not to be kept. */
export type EntryHead = Omit<CacheEntry, "body">;

export function entryHeadOf(
  environ: Environ,
  status: number,
  headers: HeaderList,
  rules: CacheRules,
): EntryHead | undefined {
  const now = Date.now();
  const vary = varyOf(environ, headers, rules.keyHeaders);
  const lifetime = lifetimeOf(status, headers, now, rules.heuristics);
  if (vary === undefined || lifetime === undefined || !isStorable(environ, status, headers)) return undefined;
  const born = birthOf(headers, now);
  const isFresh = born + lifetime * 1000 > now;
  const isUseful = isFresh || canBeValidated(headers);
  if (!isUseful) return undefined;
  const dated: HeaderList = hasHeader(headers, "date")
    ? headers
    : [...headers, ["date", new Date(now).toUTCString()]];
  return { status, headers: without(dated, "age", "cache-status"), born, lifetime, vary };
}

/**
 * Keeps a body that goes through to its end, chunk by chunk as the client takes it. Gives the body to send; undefined for
 * one that is too large by what it says of itself.
 */
export function recordBody(
  { body, headers }: Reply,
  maxSize: number,
  keep: (bytes: Uint8Array) => void,
): Body | undefined {
  const declared = headerOf(headers, "content-length");
  if (declared !== undefined && Number(declared) > maxSize) return undefined;
  const isComplete = (size: number): boolean =>
    size <= maxSize && (declared === undefined || Number(declared) === size);
  const whole = wholeOf(body);
  if (whole !== undefined) {
    const bytes = whole === null ? new Uint8Array() : toBytes(whole);
    if (!isComplete(bytes.length)) return undefined;
    keep(new Uint8Array(bytes)); // a copy: the application may go on to write into its own
    return body;
  }
  let parts: Uint8Array[] = [];
  let size = 0;
  return tapBody(body as Exclude<Body, string | Uint8Array | null>, {
    chunk(chunk) {
      if (size > maxSize) return;
      // What is no chunk is for the server to refuse.
      const bytes = isWhole(chunk) ? new Uint8Array(toBytes(chunk)) : undefined;
      size += bytes?.length ?? Infinity;
      if (size > maxSize) parts = [];
      else parts.push(bytes!);
    },
    end() {
      if (isComplete(size)) keep(concat(parts, size));
    },
  });
}

/** The request that asks whether a stored response still holds (RFC 9111, 4.3.1): for all of it, on no condition but ours. */
export function validating(environ: Environ, { headers }: CacheEntry): readonly string[] {
  const fields = withoutConditions(environ);
  const tag = headerOf(headers, "etag");
  const modified = headerOf(headers, "last-modified");
  if (tag !== undefined) fields.push("if-none-match", tag);
  if (modified !== undefined) fields.push("if-modified-since", modified);
  return fields;
}

const CONDITIONS = new Set(["if-none-match", "if-modified-since", "if-range", "range"]);

/** The headers of a request for all of a response, whatever the client has of it. */
export function withoutConditions({ headers }: Environ): string[] {
  return headers.filter((_, i) => !CONDITIONS.has(headers[i - (i % 2)]!.toLowerCase()));
}

/** Tells whether a 304 is about a stored response: it may be about another with another tag (RFC 9111, 4.3.4). */
export function isAbout(headers: HeaderList, entry: CacheEntry): boolean {
  const tag = headerOf(headers, "etag");
  const own = headerOf(entry.headers, "etag");
  return tag === undefined || own === undefined || matchesWeakly(tag, own);
}

/** Describe the content, which stays as it is (RFC 9111, 3.2); or are nobody else's. */
const NOT_UPDATED = new Set([
  "age",
  "cache-status",
  "content-encoding",
  "content-length",
  "content-md5",
  "content-range",
  "etag",
  "set-cookie",
]);

/** The headers of a stored response after a 304 (RFC 9111, 3.2). */
export function freshened(stored: HeaderList, headers: HeaderList): HeaderList {
  const news = headers.filter(([name]) => !NOT_UPDATED.has(name.toLowerCase()));
  const names = new Set([...news.map(([name]) => name.toLowerCase()), "date"]);
  return [...stored.filter(([name]) => !names.has(name.toLowerCase())), ...news];
}
