import type { EncodedResponse } from "./_encoded-response.ts";

/** Bytes of JSON that one UTF-16 unit can become: a control character is six, `\u0000`. */
const MOST_BYTES_PER_UNIT = 6;
/** Bytes of JSON that a result has beside its body and fields, generously; and that a field has beside name and value. */
const FRAME = 512;
const FIELD_FRAME = 64;

/** Returns the bytes that a result has as JSON if these are above the limit. Small results are not measured. */
export function sizeAbove(
  limit: number,
  { fields, body, isBase64 }: EncodedResponse,
  result: unknown,
): number | undefined {
  // Base64 has no character that JSON escapes.
  let most = FRAME + (isBase64 ? body.length : body.length * MOST_BYTES_PER_UNIT);
  // A name may stand twice.
  for (const text of fields) most += FIELD_FRAME + 2 * MOST_BYTES_PER_UNIT * text.length;
  if (most <= limit) return undefined;
  const size = Buffer.byteLength(JSON.stringify(result));
  return size > limit ? size : undefined;
}
