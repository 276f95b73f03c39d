import { isBytes } from "@tsgi/core/server";

/** The charsets that a parsed text is encoded in again, by their Node names. */
const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  "": "utf8",
  "utf-8": "utf8",
  utf8: "utf8",
  "us-ascii": "utf8",
  "iso-8859-1": "latin1",
  "utf-16le": "utf16le",
};

/**
 * Makes bytes of what a body parser left, such that they mean the same under the same content type. Undefined where that
 * cannot be done.
 *
 * - bytes stay as they are; text is encoded in its charset
 * - JSON is written anew: its meaning stays, its white space and the spelling of its numbers and strings do not
 * - a form is written anew: a key with several values is repeated, a nested one written `a[b]=`
 *
 * @param body what the parser made of it
 * @param contentType as the client sent it, or `""`
 * @param length the declared length of what was parsed, in bytes
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
 * A string may be JSON that a text parser left as it was, or a JSON string without its quotes. Only the first is as long
 * as what the client sent.
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
