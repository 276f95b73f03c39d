import { matches } from "../fields.ts";

/** A parsed request target. */
export interface TargetParts {
  readonly pathInfo: string;
  readonly queryString: string;
  /** The authority of an absolute-form target, which replaces the Host header. */
  readonly authority: string | undefined;
}

/** A parsed request, which is unambiguous. */
export interface RequestParts {
  readonly pathInfo: string;
  readonly queryString: string;
  /** As received; for an absolute-form target, with its authority as Host. */
  readonly fields: readonly string[];
}

/** RFC 9110, 7.2: host and optional port, never user information. May be empty. */
const AUTHORITY = /^(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d{0,5})?$/i;
const DIGITS = /^\d+$/;
const ABSOLUTE = /^https?:\/\/([^/?#:][^/?#]*)((?:\/[^?#]*)?)(?:\?(.*))?$/i;

/** Parses a request. Returns undefined if it is ambiguous or invalid: the host must reject it with 400. */
export function parseRequest(
  method: string,
  target: string,
  fields: readonly string[],
): RequestParts | undefined {
  const parts = parseTarget(method, target);
  if (parts === undefined || !areFieldsSound(fields)) return undefined;
  const { pathInfo, queryString, authority } = parts;
  return {
    pathInfo,
    queryString,
    fields: authority === undefined ? fields : withHost(fields, authority),
  };
}

/**
 * Parses a request target by its form (RFC 9112, 3.2): `/path?query`, `http://host/path?query`, or `*` for OPTIONS. Returns
 * undefined if it has none of these forms, or has a fragment.
 */
export function parseTarget(method: string, target: string): TargetParts | undefined {
  if (target.includes("#")) return undefined;
  if (target.startsWith("/")) {
    const mark = target.indexOf("?");
    if (mark < 0) return { pathInfo: target, queryString: "", authority: undefined };
    return { pathInfo: target.slice(0, mark), queryString: target.slice(mark + 1), authority: undefined };
  }
  if (target === "*" && method === "OPTIONS") return { pathInfo: "*", queryString: "", authority: undefined };
  const absolute = ABSOLUTE.exec(target);
  if (!absolute || !AUTHORITY.test(absolute[1]!)) return undefined;
  return { pathInfo: absolute[2]!, queryString: absolute[3] ?? "", authority: absolute[1] };
}

/** The host checked last: most requests to a server name the same one. */
let lastHost = "";

/** Returns true if a Host is an authority, or empty (RFC 9112, 3.2). */
export function isAuthority(host: string): boolean {
  if (host !== lastHost) {
    if (!AUTHORITY.test(host)) return false;
    lastHost = host;
  }
  return true;
}

/**
 * Returns true if the header fields are unambiguous: at most one each of Host, Content-Length and Content-Type, never
 * Content-Length beside Transfer-Encoding, a length that is a number, and a Host that is an authority (RFC 9112, 3.2 and
 * 6.3).
 */
export function areFieldsSound(fields: readonly string[]): boolean {
  let hosts = 0;
  let types = 0;
  let lengths = 0;
  let encodings = 0;
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    // Only names of these lengths can be one of the four.
    if (name.length === 4 && (name === "Host" || matches(name, "host"))) {
      hosts++;
      if (!isAuthority(fields[i + 1]!)) return false;
    } else if (name.length === 12 && matches(name, "content-type")) types++;
    else if (name.length === 14 && matches(name, "content-length")) {
      if (!DIGITS.test(fields[i + 1]!)) return false;
      lengths++;
    } else if (name.length === 17 && matches(name, "transfer-encoding")) encodings = 1;
  }
  return hosts < 2 && types < 2 && lengths + encodings < 2;
}

/**
 * Returns the fields with the authority of an absolute-form target as Host, instead of any that the client sent (RFC 9112,
 * 3.2.2).
 */
export function withHost(fields: readonly string[], authority: string): string[] {
  const copy = ["Host", authority];
  for (let i = 0; i < fields.length; i += 2) {
    if (!matches(fields[i]!, "host")) copy.push(fields[i]!, fields[i + 1]!);
  }
  return copy;
}

/** Returns the length of the base path if the path is at or below it, otherwise 0. */
export function basePathEnd(path: string, basePath: string): number {
  const { length } = basePath;
  if (length === 0 || !path.startsWith(basePath)) return 0;
  return path.length === length || path[length] === "/" ? length : 0;
}
