import type { Chunk } from "@tsgi/core";
import { http } from "./_http.ts";
import type { NodeResponse } from "./_types.ts";

/** Bytes that are copied into a frame, or to a head: more are not worth a copy. */
const MOST_COPIED = 4_096;

/**
 * Sends a chunk over HTTP/1; false when Node wants no more until drained. Node makes four pieces of a chunk and its frame
 * (RFC 9112, 7.1): a small one goes out in one piece, which costs a third less.
 */
export function writeChunk(response: NodeResponse, chunk: Chunk): boolean {
  if (chunk.length > MOST_COPIED || !isFramed(response)) return response.write(chunk);
  const size = typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.length;
  const text = typeof chunk === "string" ? chunk : latin1Of(chunk);
  // So Node takes it as it is. As many bytes as characters: the head may be joined to it, whose encoding this is.
  response.chunkedEncoding = false;
  try {
    return response.write(`${size.toString(16)}\r\n${text}\r\n`, size === text.length ? "latin1" : "utf8");
  } finally {
    response.chunkedEncoding = true;
  }
}

/** True where chunks are framed by Node's own write(), with none of them held back by the response. */
function isFramed(response: NodeResponse): boolean {
  const { write } = http().ServerResponse.prototype;
  return response.chunkedEncoding === true && response.write === write && !response.writableCorked;
}

/** Few bytes go out in one piece with their head, as a string of the head's encoding, which knows every byte. */
export function endWithBytes(response: NodeResponse, bytes: Uint8Array): void {
  // Only by Node's own end(): one that a middleware has put in its place may take the string for UTF-8.
  const isPlain = bytes.length <= MOST_COPIED && response.end === http().ServerResponse.prototype.end;
  if (isPlain) response.end(latin1Of(bytes), "latin1");
  else response.end(bytes);
}

/** Bytes as a string of a head's encoding, which knows each of them. */
function latin1Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
