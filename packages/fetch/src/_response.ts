import type { Chunk } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";

/** The init of a Response, with the member of Workers for encoded bodies. */
type Init = ResponseInit & { readonly encodeBody: "manual" };

/**
 * Returns the init of a Response.
 *
 * @param isWhole true if the body is whole: the host then computes its length
 */
export function initOf({ status, fields }: Head, isWhole: boolean): ResponseInit {
  const size = isWhole && fields.at(-2) === "content-length" ? fields.length - 2 : fields.length;
  // Without this, Workers would apply the coding of Content-Encoding; the application has already encoded the bytes.
  return { status, headers: headersOf(fields, size), encodeBody: "manual" } satisfies Init as ResponseInit;
}

/** A single field, the most frequent case, is cheapest as a record; pairs keep repeated names. */
function headersOf(fields: readonly string[], size: number): HeadersInit | undefined {
  if (size === 0) return undefined;
  if (size === 2) return { [fields[0]!]: fields[1]! };
  const pairs: [string, string][] = [];
  for (let i = 0; i < size; i += 2) pairs.push([fields[i]!, fields[i + 1]!]);
  return pairs;
}

/** Returns true if the head has a Content-Type: without one, Response adds its own for a string. */
export function isTyped({ fields }: Head): boolean {
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    if (name.length === 12 && name.toLowerCase() === "content-type") return true;
  }
  return false;
}

const REFUSALS = { 400: "Bad Request", 500: "Internal Server Error", 501: "Not Implemented" } as const;

/** Returns the response to a rejected request. It closes the connection if the host lets it. */
export function refusal(status: keyof typeof REFUSALS, isHead: boolean): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", connection: "close" };
  return new Response(isHead ? null : REFUSALS[status], { status, headers });
}

/**
 * Returns a reader of a byte stream, which the host can send without this code; undefined for any other stream. The
 * platform's own streams, for example those of fetch(), are byte streams on most platforms.
 */
export function byteReaderOf(stream: ReadableStream): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

const MOST_SHORT = 256;

/** Returns true for a short ASCII text. For a short text it is cheaper to look at each character than to encode it. */
export function isShortAscii(text: string): boolean {
  if (text.length > MOST_SHORT) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/**
 * Returns a text that the host can encode itself, otherwise its bytes: not every host encodes a lone surrogate as U+FFFD.
 */
export function wellFormed(text: string): Chunk {
  return (text as WellFormed).isWellFormed?.() === true ? text : new TextEncoder().encode(text);
}

/** A method of ES2024; every known platform has it. */
type WellFormed = string & { isWellFormed?(): boolean };

/** Returns a stream with a length that the host knows: Workers send any other stream in chunks. */
export function ofLength(stream: ReadableStream<Uint8Array>, length: number): ReadableStream<Uint8Array> {
  if (length < 0 || FixedLengthStream === undefined) return stream;
  return stream.pipeThrough(new FixedLengthStream(length));
}

const { FixedLengthStream } = globalThis as {
  FixedLengthStream?: new (length: number) => TransformStream<Uint8Array, Uint8Array>;
};

/** True if streams can have a length, as in Workers. */
export const sizesStreams: boolean = FixedLengthStream !== undefined;
