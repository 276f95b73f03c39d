import type { Chunk } from "@tsgi/core";
import { http } from "./http.ts";
import type { NodeResponse } from "../types.ts";

/** Maximum bytes to copy into a frame or behind a head: a larger copy does not pay. */
const MOST_COPIED = 4_096;

/**
 * Sends a chunk over HTTP/1. Returns false if Node wants no more until drained. Node writes a chunk and its frame as four
 * pieces (RFC 9112, 7.1); this writes a small one as one piece, which costs a third less.
 */
export function writeChunk(response: NodeResponse, chunk: Chunk): boolean {
  if (chunk.length > MOST_COPIED || !isFramed(response)) return response.write(chunk);
  const size = typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.length;
  const text = typeof chunk === "string" ? chunk : latin1Of(chunk);
  // Makes Node write the frame unchanged. If bytes and characters are equal in number, it uses the encoding of the head, so
  // that Node can join the two.
  response.chunkedEncoding = false;
  try {
    return response.write(`${size.toString(16)}\r\n${text}\r\n`, size === text.length ? "latin1" : "utf8");
  } finally {
    response.chunkedEncoding = true;
  }
}

/** Returns true if Node's own write() frames the chunks and the response holds none of them back. */
function isFramed(response: NodeResponse): boolean {
  const { write } = http().ServerResponse.prototype;
  return response.chunkedEncoding === true && response.write === write && !response.writableCorked;
}

/**
 * Ends a response with bytes. A few bytes are sent in one piece with their head, as a string in the head's encoding, which
 * can represent every byte.
 */
export function endWithBytes(response: NodeResponse, bytes: Uint8Array): void {
  // Only with Node's own end(): a middleware's replacement may treat the string as UTF-8.
  const isPlain = bytes.length <= MOST_COPIED && response.end === http().ServerResponse.prototype.end;
  if (isPlain) response.end(latin1Of(bytes), "latin1");
  else response.end(bytes);
}

/** Returns bytes as a string in the head's encoding. */
function latin1Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
