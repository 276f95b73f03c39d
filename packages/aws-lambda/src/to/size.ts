import type { EncodedResponse } from "./encoded-response.ts";

/** Maximum bytes of JSON for one UTF-16 unit: a control character takes six, `\u0000`. */
const MOST_BYTES_PER_UNIT = 6;
/** Bytes of JSON, rounded up, of a result without its body and fields, and of a field without name and value. */
const FRAME = 512;
const FIELD_FRAME = 64;

/** Returns the size of a result as JSON, in bytes, if it exceeds the limit. Small results are not measured. */
export function sizeAbove(
  limit: number,
  { fields, body, isBase64 }: EncodedResponse,
  result: unknown,
): number | undefined {
  // Base64 has no character that JSON escapes.
  let most = FRAME + (isBase64 ? body.length : body.length * MOST_BYTES_PER_UNIT);
  // A name may occur twice.
  for (const text of fields) most += FIELD_FRAME + 2 * MOST_BYTES_PER_UNIT * text.length;
  if (most <= limit) return undefined;
  const size = Buffer.byteLength(JSON.stringify(result));
  return size > limit ? size : undefined;
}
