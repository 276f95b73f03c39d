import { HostBody, isWhole, type Body, type Chunk, type Environ } from "@tsgi/core";
import { BodySource, concat } from "@tsgi/core/server";
import { contain } from "../shared/contain.ts";

export const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder();

/** Where short texts are encoded when nobody keeps the bytes: an array for each would cost more than all the rest. */
const scratch = new Uint8Array(8192);

/** Encodes a text for as long as a function looks at it: the bytes are the first `size` of the array. */
export function encodeBriefly<T>(text: string, look: (bytes: Uint8Array, size: number) => T): T {
  // A character has three bytes at most for each of its code units.
  if (text.length * 3 <= scratch.length) return look(scratch, encoder.encodeInto(text, scratch).written);
  const bytes = encoder.encode(text);
  return look(bytes, bytes.length);
}

/** Bytes of a chunk as it is sent. */
export function byteLengthOf(chunk: Chunk): number {
  return typeof chunk === "string" ? encodeBriefly(chunk, sizeOf) : chunk.length;
}

function sizeOf(_: Uint8Array, size: number): number {
  return size;
}

export function toBytes(chunk: Chunk): Uint8Array {
  return typeof chunk === "string" ? encoder.encode(chunk) : chunk;
}

/** A body that is there at once, in one piece; undefined for one that is streamed. */
export function wholeOf(body: Body): Chunk | null | undefined {
  if (isWhole(body)) return body;
  if (!Array.isArray(body)) return undefined;
  const chunks = body as Chunk[];
  if (!chunks.every((chunk) => isWhole(chunk) && chunk !== null)) return undefined; // for the server to refuse
  if (chunks.length < 2) return chunks[0] ?? null;
  const parts = chunks.map(toBytes);
  return concat(
    parts,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
}

/** What a host's body is, where looking costs little: whole, or a stream. */
export async function lookInto(body: HostBody): Promise<Body> {
  const { chunks, whole } = await body.open();
  if (whole !== undefined) return whole.length === 0 ? null : whole;
  return { [Symbol.asyncIterator]: () => chunks };
}

/** Closes a body that nobody will read; what goes wrong is logged. */
export function discard(environ: Environ, body: Body): void {
  if (isWhole(body) || Array.isArray(body)) return;
  // What a host made is opened by whoever reads it, and not before: it is told that nobody will.
  if (body instanceof HostBody) return void contain(environ, () => body.discard(), undefined);
  new BodySource(body).close((error) => environ.waitUntil(Promise.reject(error)));
}

/** Reads a body to its end, for what happens on the way. */
export async function drain(body: Body): Promise<void> {
  if (isWhole(body)) return;
  const source = new BodySource(body);
  try {
    while (!(await source.next()).done);
  } finally {
    await source.closeAndWait();
  }
}
