/**
 * Makes the fields that frame a body say what the service has handed over. A REST API sends no Content-Length, other
 * services hand on the client's Transfer-Encoding although they have decoded the body: without a length, body parsers of
 * Express and Koa take a request for one without a body (RFC 9112, 6.3).
 *
 * @param length bytes of the body
 */
export function withLength(fields: string[], length: number): string[] {
  let lengths = 0;
  let isRight = true;
  for (let i = 0; i < fields.length; i += 2) {
    const framing = framingOf(fields[i]!);
    if (framing === "content-length") {
      lengths++;
      isRight &&= fields[i + 1] === String(length);
    } else if (framing !== undefined) isRight = false;
  }
  if (isRight && (lengths === 1 || (lengths === 0 && length === 0))) return fields;
  const list = lengths > 0 || length > 0 ? ["content-length", String(length)] : [];
  for (let i = 0; i < fields.length; i += 2) {
    if (framingOf(fields[i]!) === undefined) list.push(fields[i]!, fields[i + 1]!);
  }
  return list;
}

/** Of a body that did not come whole: its length is the client's word, and without that it counts as chunked. */
export function withUnknownLength(fields: string[]): string[] {
  for (let i = 0; i < fields.length; i += 2) if (framingOf(fields[i]!) !== undefined) return fields;
  return [...fields, "transfer-encoding", "chunked"];
}

/** Tells whether the fields announce a body. */
export function announcesBody(fields: readonly string[]): boolean {
  for (let i = 0; i < fields.length; i += 2) {
    const framing = framingOf(fields[i]!);
    if (framing !== undefined && (framing !== "content-length" || Number(fields[i + 1]) > 0)) return true;
  }
  return false;
}

function framingOf(name: string): "content-length" | "transfer-encoding" | undefined {
  if (name.length !== 14 && name.length !== 17) return undefined;
  const key = name.toLowerCase();
  return key === "content-length" || key === "transfer-encoding" ? key : undefined;
}
