import { isBytes } from "@tsgi/core/server";

/** The charsets in which a parsed text can be encoded again, with their Node names. */
const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  "": "utf8",
  "utf-8": "utf8",
  utf8: "utf8",
  "us-ascii": "utf8",
  "iso-8859-1": "latin1",
  "utf-16le": "utf16le",
};

/**
 * Encodes the result of a body parser as bytes that mean the same with the same content type. Returns undefined if that is
 * impossible.
 *
 * - bytes stay unchanged; text is encoded in its charset
 * - JSON is serialised again: the meaning stays, but not the white space and the spelling of numbers and strings
 * - a form is serialised again: a key with several values is repeated, a nested one becomes `a[b]=`
 *
 * @param body the result of the parser
 * @param contentType as the client sent it, or `""`
 * @param length the declared length of the parsed bytes
 */
export function serialiseBody(
  body: unknown,
  contentType: string,
  length: number | undefined,
): Uint8Array | undefined {
  if (isBytes(body)) return body;
  const mediaType = contentType.split(";", 1)[0]!.trim().toLowerCase();
  const charset = /;\s*charset="?([^";\s]*)/i.exec(contentType)?.[1] ?? "";
  const encoding = ENCODINGS[charset.toLowerCase()];
  if (body === undefined || encoding === undefined) return undefined;
  if (/[/+]json$/.test(mediaType)) return serialiseJson(body, encoding, length);
  if (typeof body === "string") return Buffer.from(body, encoding);
  if (mediaType !== "application/x-www-form-urlencoded" || encoding !== "utf8") return undefined;
  return Buffer.from(new URLSearchParams([...pairsOf(body)]).toString());
}

/**
 * A string may be JSON that a text parser left unchanged, or the value of a JSON string. Only the first has the length of
 * the bytes that the client sent.
 */
function serialiseJson(body: unknown, encoding: BufferEncoding, length?: number): Uint8Array | undefined {
  if (typeof body === "string") {
    if (length === undefined) return undefined;
    const text = Buffer.from(body, encoding);
    if (text.length === length) return text;
  }
  return Buffer.from(JSON.stringify(body), encoding);
}

function* pairsOf(value: unknown, name = ""): Generator<[name: string, value: string]> {
  if (typeof value !== "object" || value === null) {
    yield [name, String(value ?? "")];
    return;
  }
  const isList = Array.isArray(value) && value.every((item) => typeof item !== "object");
  for (const [key, item] of Object.entries(value)) {
    yield* pairsOf(item, name === "" ? key : isList ? name : `${name}[${key}]`);
  }
}
