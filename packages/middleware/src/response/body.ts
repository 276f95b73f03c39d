import { HostBody, isWhole, type Body, type Chunk, type Environ } from "@tsgi/core";
import { BodySource, concat } from "@tsgi/core/server";
import { contain } from "../shared/contain.ts";

export const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder();

/** A buffer for short texts whose bytes are not kept: an array for each would cost more than everything else. */
const scratch = /* @__PURE__ */ new Uint8Array(8192);

/** Encodes a text temporarily: during the callback its bytes are the first `size` of the array. */
export function encodeBriefly<T>(text: string, look: (bytes: Uint8Array, size: number) => T): T {
  // UTF-8 has at most three bytes per UTF-16 code unit.
  if (text.length * 3 <= scratch.length) return look(scratch, encoder.encodeInto(text, scratch).written);
  const bytes = encoder.encode(text);
  return look(bytes, bytes.length);
}

/** Returns the encoded size of a chunk in bytes. */
export function byteLengthOf(chunk: Chunk): number {
  return typeof chunk === "string" ? encodeBriefly(chunk, sizeOf) : chunk.length;
}

function sizeOf(_: Uint8Array, size: number): number {
  return size;
}

export function toBytes(chunk: Chunk): Uint8Array {
  return typeof chunk === "string" ? encoder.encode(chunk) : chunk;
}

/** Returns a body that is complete already, in one piece; undefined for a stream. */
export function wholeOf(body: Body): Chunk | null | undefined {
  if (isWhole(body)) return body;
  if (!Array.isArray(body)) return undefined;
  const chunks = body as Chunk[];
  if (!chunks.every((chunk) => isWhole(chunk) && chunk !== null)) return undefined; // the server rejects it
  if (chunks.length < 2) return chunks[0] ?? null;
  const parts = chunks.map(toBytes);
  return concat(
    parts,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
}

/** Opens a host's body if that is cheap: whole, or a stream. */
export async function openHostBody(body: HostBody): Promise<Body> {
  const { chunks, whole } = await body.open();
  if (whole !== undefined) return whole.length === 0 ? null : whole;
  return { [Symbol.asyncIterator]: () => chunks };
}

/** Closes a body without reading it; errors are logged. */
export function discard(environ: Environ, body: Body): void {
  if (isWhole(body) || Array.isArray(body)) return;
  // A host's body is opened only by its reader: this one is discarded instead.
  if (body instanceof HostBody) return void contain(environ, () => body.discard(), undefined);
  new BodySource(body).close((error) => environ.waitUntil(Promise.reject(error)));
}

/** Reads a body to its end, for its side effects. */
export async function drain(body: Body): Promise<void> {
  if (isWhole(body)) return;
  const source = new BodySource(body);
  try {
    while (!(await source.next()).done);
  } finally {
    await source.closeAndWait();
  }
}
