import { isWhole, type Body, type Environ, type HeaderList } from "@tsgi/core";
import { concat } from "@tsgi/core/server";
import { toBytes, wholeOf } from "../response/body.ts";
import { varyOf } from "./key.ts";
import { birthOf, canBeValidated, isStorable, lifetimeOf } from "./policy.ts";
import type { CacheEntry } from "./store.ts";
import { matchesWeakly } from "../http/entity-tags.ts";
import { hasHeader, headerOf, without } from "../http/headers.ts";
import type { AppResponse } from "../response/rewrite.ts";
import { tapBody } from "../response/tap.ts";

/** The rules that a cache applies. */
export interface CacheRules {
  readonly maxSize: number;
  readonly heuristics: boolean;
  /** Lower-case names of request headers that belong to the key although Vary does not name them. */
  readonly keyHeaders: readonly string[];
}

/** An entry without its body. */
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
 * Records a body as the client reads it, and keeps it once it is complete. Returns the body to send; undefined if its
 * declared size is too large.
 */
export function recordBody(
  { body, headers }: AppResponse,
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
    keep(new Uint8Array(bytes)); // a copy: the application may reuse its buffer
    return body;
  }
  let parts: Uint8Array[] = [];
  let size = 0;
  return tapBody(body as Exclude<Body, string | Uint8Array | null>, {
    chunk(chunk) {
      if (size > maxSize) return;
      // The server rejects what is not a chunk.
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

/**
 * Returns the headers of the request that validates a stored response (RFC 9111, 4.3.1): for the whole response, without
 * the client's own conditions.
 */
export function validating(environ: Environ, { headers }: CacheEntry): readonly string[] {
  const fields = withoutConditions(environ);
  const tag = headerOf(headers, "etag");
  const modified = headerOf(headers, "last-modified");
  if (tag !== undefined) fields.push("if-none-match", tag);
  if (modified !== undefined) fields.push("if-modified-since", modified);
  return fields;
}

const CONDITIONS = new Set(["if-none-match", "if-modified-since", "if-range", "range"]);

/** Returns the request headers without conditions and ranges. */
export function withoutConditions({ headers }: Environ): string[] {
  return headers.filter((_, i) => !CONDITIONS.has(headers[i - (i % 2)]!.toLowerCase()));
}

/** Returns whether a 304 is about a stored response: it may have another tag (RFC 9111, 4.3.4). */
export function isAbout(headers: HeaderList, entry: CacheEntry): boolean {
  const tag = headerOf(headers, "etag");
  const own = headerOf(entry.headers, "etag");
  return tag === undefined || own === undefined || matchesWeakly(tag, own);
}

/** Headers that describe the stored content (RFC 9111, 3.2), or that are meant for one client. */
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

/** Returns the headers of a stored response, updated by a 304 (RFC 9111, 3.2). */
export function freshened(stored: HeaderList, headers: HeaderList): HeaderList {
  const news = headers.filter(([name]) => !NOT_UPDATED.has(name.toLowerCase()));
  const names = new Set([...news.map(([name]) => name.toLowerCase()), "date"]);
  return [...stored.filter(([name]) => !names.has(name.toLowerCase())), ...news];
}
