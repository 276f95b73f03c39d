/** Reads an Authorization header as Werkzeug does. */
import { decodeBase64, latin1Bytes, utf8, utf8OrReplaced } from "./python-text.ts";

export type Authorization =
  | { readonly type: "basic"; readonly user: string; readonly password: string }
  | { readonly type: "digest"; readonly parameters: ReadonlyMap<string, string> };

/** Parses the header; undefined when it is of another type or malformed. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const parts = /^\s*(\S+)\s+(.*)$/s.exec(utf8OrReplaced(latin1Bytes(header ?? "")));
  switch (parts?.[1]!.toLowerCase()) {
    case "basic":
      return parseBasic(parts![2]!);
    case "digest":
      return parseDigest(parts![2]!);
    default:
      return undefined;
  }
}

function parseBasic(text: string): Authorization | undefined {
  // Of foreign characters Python ignores the ASCII ones only.
  if (!/^[\0-\x7f]*$/.test(text)) return undefined;
  let pair: string | undefined;
  try {
    pair = utf8(decodeBase64(text));
  } catch {
    return undefined;
  }
  const colon = pair?.indexOf(":") ?? -1;
  if (colon < 0) return undefined;
  return { type: "basic", user: pair!.slice(0, colon), password: pair!.slice(colon + 1) };
}

function parseDigest(text: string): Authorization | undefined {
  const parameters = new Map<string, string>();
  for (const item of itemsOf(text)) {
    const equals = item.indexOf("=");
    if (equals < 0) continue;
    const value = item.slice(equals + 1).trimEnd();
    const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    parameters.set(item.slice(0, equals).trimStart(), isQuoted ? value.slice(1, -1) : value);
  }
  const complete = ["username", "realm", "nonce", "uri", "response"].every((name) => parameters.has(name));
  const counted = !parameters.has("qop") || (parameters.get("nc") && parameters.get("cnonce"));
  return complete && counted ? { type: "digest", parameters } : undefined;
}

/** A string with the quote that ends it, if any; what stands between; a comma. */
const PIECE = /"(?:[^"\\]|\\.)*("?)|[^",]+|,/gs;

/** Matches the text between commas outside strings. A quote that opens no string separates as a comma does. */
function itemsOf(text: string): string[] {
  const items: string[] = [];
  let item = "";
  for (const [piece, end] of text.matchAll(PIECE)) {
    // A string without an end reaches to the end of the text: in it no other can have one.
    const isSeparator = piece === "," || end === "";
    const [first = "", ...others] = isSeparator ? piece.split(/[",]/) : [piece];
    item += first;
    for (const other of others) {
      items.push(item);
      item = other;
    }
  }
  return [...items, item];
}
