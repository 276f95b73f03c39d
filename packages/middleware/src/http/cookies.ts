import { TsgiError } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import { encoder } from "../response/body.ts";

/** Where a cookie goes, and for how long (RFC 6265bis, 5.6). */
export interface CookieAttributes {
  /** Default: `/`. */
  readonly path?: string | undefined;
  /** Default: this host alone. */
  readonly domain?: string | undefined;
  /** Seconds; 0 takes it away. Default: until the browser is closed. */
  readonly maxAge?: number | undefined;
  /** Over https alone. */
  readonly secure?: boolean | undefined;
  /** Out of the reach of scripts. Default: true. */
  readonly httpOnly?: boolean | undefined;
  /** Default: `lax`. */
  readonly sameSite?: "strict" | "lax" | "none" | undefined;
  /** Kept apart for each site that embeds this one. Default: false. */
  readonly partitioned?: boolean | undefined;
}

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const PLACE = /^[\x20-\x3a\x3c-\x7e]*$/;
const SAME_SITE = { strict: "Strict", lax: "Lax", none: "None" } as const;

/** More than browsers keep for one host. */
const MOST = 256;

/** Reads Cookie (RFC 6265, 5.4). Of two of one name the first counts: it has the longer path. Never throws. */
export function parseCookies(field: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (field ?? "").split(";", MOST)) {
    const at = pair.indexOf("=");
    if (at < 0) continue;
    const name = pair.slice(0, at).trim();
    if (name === "" || cookies.has(name)) continue;
    const value = pair.slice(at + 1).trim();
    cookies.set(name, decode(/^".*"$/.test(value) ? value.slice(1, -1) : value));
  }
  return cookies;
}

/**
 * The value of a Set-Cookie header. What a cookie cannot hold is percent-encoded, as {@link parseCookies} decodes it.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function cookieText(name: string, value: string, attributes: CookieAttributes): string {
  const { path = "/", domain, maxAge, secure, httpOnly = true, sameSite = "lax", partitioned } = attributes;
  if (!NAME.test(name)) throw invalid("a name, which is a token", name);
  if (!PLACE.test(path)) throw invalid("a path", path);
  if (domain !== undefined && !PLACE.test(domain)) throw invalid("a domain", domain);
  if (maxAge !== undefined && !Number.isSafeInteger(maxAge))
    throw invalid("a maxAge, in whole seconds", maxAge);
  if (!Object.hasOwn(SAME_SITE, sameSite)) throw invalid("strict, lax or none", sameSite);
  checkPrefix(name, { path, domain, secure });
  if ((sameSite === "none" || partitioned === true) && secure !== true) {
    throw invalid("secure, as one for other sites has to be", name);
  }
  let text = `${name}=${VALUE.test(value) && !value.includes("%") ? value : encode(value)}; Path=${path}`;
  if (domain !== undefined) text += `; Domain=${domain}`;
  if (maxAge !== undefined) text += `; Max-Age=${maxAge}`;
  if (secure === true) text += "; Secure";
  if (httpOnly) text += "; HttpOnly";
  text += `; SameSite=${SAME_SITE[sameSite]}`;
  return partitioned === true ? `${text}; Partitioned` : text;
}

/** A browser drops a cookie whose prefix promises what its attributes do not keep (RFC 6265bis, 4.1.3). */
function checkPrefix(name: string, { path, domain, secure }: CookieAttributes): void {
  const isHost = /^__host-/i.test(name);
  if ((isHost || /^__secure-/i.test(name)) && secure !== true)
    throw invalid("secure, as its prefix promises", name);
  if (isHost && (path !== "/" || domain !== undefined))
    throw invalid("of path / and without a domain, as its prefix promises", name);
}

/** A lone surrogate becomes U+FFFD, as in every other text that is sent. */
function encode(value: string): string {
  return encodeURIComponent(new TextDecoder().decode(encoder.encode(value)));
}

function decode(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function invalid(what: string, seen: unknown): TsgiError {
  return new TsgiError(TSGI_OPTION_INVALID, `cookie: ${show(seen)} is not ${what}`);
}
