import { TsgiError } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import { encoder } from "../response/body.ts";

/** Scope and lifetime of a cookie (RFC 6265bis, 5.6). */
export interface CookieAttributes {
  /** Default: `/`. */
  readonly path?: string | undefined;
  /** Default: this host only. */
  readonly domain?: string | undefined;
  /** Seconds; 0 deletes it. Default: until the browser is closed. */
  readonly maxAge?: number | undefined;
  /** Sent over https only. */
  readonly secure?: boolean | undefined;
  /** Hidden from scripts. Default: true. */
  readonly httpOnly?: boolean | undefined;
  /** Default: `lax`. */
  readonly sameSite?: "strict" | "lax" | "none" | undefined;
  /** Stored separately for each site that embeds this one. Default: false. */
  readonly partitioned?: boolean | undefined;
}

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const PLACE = /^[\x20-\x3a\x3c-\x7e]*$/;
const SAME_SITE = { strict: "Strict", lax: "Lax", none: "None" } as const;

/** Maximum number of pairs that are read: more than browsers keep for one host. */
const MOST = 256;

/** Parses Cookie (RFC 6265, 5.4). The first of two with the same name counts: it has the longer path. Never throws. */
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
 * Serializes a cookie for Set-Cookie. What a cookie cannot contain is percent-encoded, as {@link parseCookies} decodes it.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function cookieText(name: string, value: string, attributes: CookieAttributes): string {
  const { path = "/", domain, maxAge, secure, httpOnly = true, sameSite = "lax", partitioned } = attributes;
  if (!NAME.test(name)) throw invalid("a valid name: a token", name);
  if (!PLACE.test(path)) throw invalid("a valid path", path);
  if (domain !== undefined && !PLACE.test(domain)) throw invalid("a valid domain", domain);
  if (maxAge !== undefined && !Number.isSafeInteger(maxAge))
    throw invalid("a valid maxAge: whole seconds", maxAge);
  if (!Object.hasOwn(SAME_SITE, sameSite)) throw invalid("strict, lax or none", sameSite);
  checkPrefix(name, { path, domain, secure });
  if ((sameSite === "none" || partitioned === true) && secure !== true) {
    throw invalid("secure, which a cookie for other sites must be", name);
  }
  let text = `${name}=${VALUE.test(value) && !value.includes("%") ? value : encode(value)}; Path=${path}`;
  if (domain !== undefined) text += `; Domain=${domain}`;
  if (maxAge !== undefined) text += `; Max-Age=${maxAge}`;
  if (secure === true) text += "; Secure";
  if (httpOnly) text += "; HttpOnly";
  text += `; SameSite=${SAME_SITE[sameSite]}`;
  return partitioned === true ? `${text}; Partitioned` : text;
}

/** Checks that the attributes keep what the prefix promises: a browser drops the cookie otherwise (RFC 6265bis, 4.1.3). */
function checkPrefix(name: string, { path, domain, secure }: CookieAttributes): void {
  const isHost = /^__host-/i.test(name);
  if ((isHost || /^__secure-/i.test(name)) && secure !== true)
    throw invalid("secure, which its prefix requires", name);
  if (isHost && (path !== "/" || domain !== undefined))
    throw invalid("for path / without a domain, which its prefix requires", name);
}

/** Replaces a lone surrogate with U+FFFD, as everywhere else. */
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
