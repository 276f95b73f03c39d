/** RFC 9110, 5.6.2. */
export const TOKEN: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** A host name, an IPv4 address, or an IPv6 address, which `serverName` may have without brackets. */
export const HOST: RegExp = /^(?:\[?[0-9a-f.]*:[0-9a-f:.]*\]?|[\w.~!$&'()*+,;=%-]+)$/i;

/** RFC 9110, 7.2: host and optional port, never user information. May be empty. */
export const AUTHORITY: RegExp = /^(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d{0,5})?$/i;

/** Matches characters that an encoded path cannot contain. */
// oxlint-disable-next-line no-control-regex -- it looks for control characters
export const UNSAFE_PATH: RegExp = /[\u0000- ?#\u007f]/;

/** RFC 9110, 5.5, and no character above one byte. */
// oxlint-disable-next-line no-control-regex -- it looks for control characters
export const UNSAFE_VALUE: RegExp = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

/** RFC 9110, 7.6.1, and PEP 3333, "Other HTTP Features". */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "trailers",
  "transfer-encoding",
  "upgrade",
]);

/** Statuses whose response has no content (RFC 9110, 15.3.5, 15.3.6 and 15.4.5). */
export const BODILESS: ReadonlySet<unknown> = new Set([204, 205, 304]);
