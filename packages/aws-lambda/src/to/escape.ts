/** Characters that the path of a request target cannot contain, encoded or decoded. */
const NOT_IN_TARGET = /[\0-\x20#?\x7f-\uffff]+/g;
const NOT_IN_TARGET_OR_BARE = /[\0-\x20#?\x7f-\uffff]+|%(?![0-9a-f]{2})/gi;
/** Characters that the query of a request target cannot contain. */
const NOT_IN_QUERY = /[\0-\x20#\x7f-\uffff]+/g;
const NOT_IN_SENT_PARAMETER = /[\0-\x20#&\x7f-\uffff]+/g;
const NOT_IN_QUERY_OR_BARE = /[\0-\x20#&=\x7f-\uffff]+|%(?![0-9a-f]{2})/gi;
/** All characters except the slash and those that a path segment may contain unescaped (RFC 3986, 3.3). */
const NOT_IN_PATH = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]+/g;
/**
 * All characters except those that a name or value of a query may contain unescaped (RFC 3986, 3.4, without `&`, `=` and
 * `+`).
 */
const NOT_IN_PARAMETER = /[^A-Za-z0-9\-._~!$'()*,;:@/?]+/g;

/** Returns a path that was received encoded. Escapes only characters that no client can have sent. */
export function fromEncodedPath(path: string): string {
  return absolute(path.replace(NOT_IN_TARGET, escape));
}

/** Encodes a path that was received decoded. Encoded slashes can no longer be distinguished. */
export function fromDecodedPath(path: string): string {
  return absolute(path.replace(NOT_IN_PATH, escape));
}

/** Encodes a path that may or may not have been decoded: encoded sequences stay unchanged. */
export function fromEitherPath(path: string): string {
  return absolute(path.replace(NOT_IN_TARGET_OR_BARE, escape));
}

/** Returns a query that was received as the client sent it. Escapes only characters that no client can have sent. */
export function fromEncodedQuery(query: string): string {
  return query.replace(NOT_IN_QUERY, escape);
}

/** Returns a name or value of a query that was received as the client sent it, escaped if necessary. */
export function encodeSentParameter(text: string): string {
  return text.replace(NOT_IN_SENT_PARAMETER, escape);
}

/** Encodes a decoded name or value of a query. */
export function encodeParameter(text: string): string {
  return text.replace(NOT_IN_PARAMETER, escape);
}

/** Encodes a name or value of a query that may or may not have been decoded. */
export function encodeEitherParameter(text: string): string {
  return text.replace(NOT_IN_QUERY_OR_BARE, escape);
}

/** Percent-decodes UTF-8. Returns undefined if the text is malformed. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function absolute(path: string): string {
  return path === "" || path.startsWith("/") || path === "*" ? path : `/${path}`;
}

/** Escapes characters. A lone surrogate becomes U+FFFD; encodeURIComponent would throw. */
function escape(run: string): string {
  let escaped = "";
  for (const byte of Buffer.from(run)) escaped += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return escaped;
}
