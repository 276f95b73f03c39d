/**
 * Makes the framing fields describe the body that the service has passed. A REST API sends no Content-Length; other services
 * pass on the client's Transfer-Encoding although they have decoded the body. Without a length, the body parsers of Express
 * and Koa treat a request as one without a body (RFC 9112, 6.3).
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

/** Returns the framing fields for a truncated body: with the length that the client declared, otherwise as chunked. */
export function withUnknownLength(fields: string[]): string[] {
  for (let i = 0; i < fields.length; i += 2) if (framingOf(fields[i]!) !== undefined) return fields;
  return [...fields, "transfer-encoding", "chunked"];
}

/** Returns true if the fields announce a body. */
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
