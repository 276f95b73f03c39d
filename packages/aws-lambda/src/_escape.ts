/** What no request target can hold in its path, whether it was decoded or not. */
const NOT_IN_TARGET = /[\0-\x20#?\x7f-\uffff]+/g;
const NOT_IN_TARGET_OR_BARE = /[\0-\x20#?\x7f-\uffff]+|%(?![0-9a-f]{2})/gi;
/** What no request target can hold in its query. */
const NOT_IN_QUERY = /[\0-\x20#\x7f-\uffff]+/g;
const NOT_IN_SENT_PARAMETER = /[\0-\x20#&\x7f-\uffff]+/g;
const NOT_IN_QUERY_OR_BARE = /[\0-\x20#&=\x7f-\uffff]+|%(?![0-9a-f]{2})/gi;
/** All but what a path segment may hold as it is, and the slash (RFC 3986, 3.3). */
const NOT_IN_PATH = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]+/g;
/** All but what a name or a value of a query may hold as it is (RFC 3986, 3.4, less `&`, `=` and `+`). */
const NOT_IN_PARAMETER = /[^A-Za-z0-9\-._~!$'()*,;:@/?]+/g;

/** Makes a path of one that came encoded: it stays as it is, apart from what cannot have been sent. */
export function fromEncodedPath(path: string): string {
  return absolute(path.replace(NOT_IN_TARGET, escape));
}

/** Encodes a path that came decoded. Slashes that were encoded cannot be told any more. */
export function fromDecodedPath(path: string): string {
  return absolute(path.replace(NOT_IN_PATH, escape));
}

/** Makes a path of one of which is not known whether it was decoded: what is encoded stays as it is. */
export function fromEitherPath(path: string): string {
  return absolute(path.replace(NOT_IN_TARGET_OR_BARE, escape));
}

/** Makes a query of one that came as the client sent it: escapes only characters that no client can have sent. */
export function fromEncodedQuery(query: string): string {
  return query.replace(NOT_IN_QUERY, escape);
}

/** Makes a name or value of a query of one that came as the client sent it. */
export function encodeSentParameter(text: string): string {
  return text.replace(NOT_IN_SENT_PARAMETER, escape);
}

/** Encodes a decoded name or value of a query. */
export function encodeParameter(text: string): string {
  return text.replace(NOT_IN_PARAMETER, escape);
}

/** Encodes a name or value of a query of which is not known whether it was decoded. */
export function encodeEitherParameter(text: string): string {
  return text.replace(NOT_IN_QUERY_OR_BARE, escape);
}

/** Percent-decodes UTF-8; undefined when the text is malformed. */
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

/** Half a surrogate pair becomes U+FFFD, where encodeURIComponent would throw. */
function escape(run: string): string {
  let escaped = "";
  for (const byte of Buffer.from(run)) escaped += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return escaped;
}
