import type { Chunk } from "@tsgi/core";
import { findField } from "./field.ts";

/** A response in the encoding that the results of all event kinds share. */
export interface EncodedResponse {
  readonly status: number;
  /** Flat list: name, value, name, value. */
  readonly fields: readonly string[];
  /** Text, or bytes as base64. */
  readonly body: string;
  readonly isBase64: boolean;
}

/** Content types that are text, with any parameters (RFC 6838, 4.2). */
const TEXT =
  /^(?:text\/|(?:application|image)\/(?:[\w.+-]+\+)?(?:json|xml)\b|application\/(?:javascript|ecmascript|graphql|x-www-form-urlencoded|x-ndjson|yaml)\b)/i;

/**
 * Encodes a body for JSON. Text stays text, and so do bytes with a text type that are valid UTF-8 and not compressed.
 * Everything else becomes base64, so that no byte is lost.
 */
export function encodeResponse(
  status: number,
  fields: readonly string[],
  body: Chunk | null,
): EncodedResponse {
  if (body === null) return { status, fields, body: "", isBase64: false };
  // A lone surrogate cannot be encoded as UTF-8: it becomes U+FFFD, as on every host.
  if (typeof body === "string") return { status, fields, body: toWellFormed(body), isBase64: false };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const isText = isTextual(fields) && isUtf8(bytes);
  return { status, fields, body: bytes.toString(isText ? "utf8" : "base64"), isBase64: !isText };
}

/** Loaded from `node:buffer` on first use: an import would slow every cold start. */
let ofNode: ((bytes: Uint8Array) => boolean) | undefined;

function isUtf8(bytes: Uint8Array): boolean {
  ofNode ??= process.getBuiltinModule("node:buffer").isUtf8;
  return ofNode(bytes);
}

function isTextual(fields: readonly string[]): boolean {
  const encoding = findField(fields, "content-encoding");
  if (encoding !== undefined && encoding !== "" && encoding.toLowerCase() !== "identity") return false;
  return TEXT.test(findField(fields, "content-type") ?? "");
}

/** Uses ES2024, which every supported Node has. */
function toWellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed();
}
