import type { Chunk } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";

/** What a Response is made of besides its body. */
type Init = ResponseInit & { readonly encodeBody: "manual" };

/**
 * The init of a Response.
 *
 * @param isWhole true where the body is whole: its length is then for the host to count
 */
export function initOf({ status, fields }: Head, isWhole: boolean): ResponseInit {
  const size = isWhole && fields.at(-2) === "content-length" ? fields.length - 2 : fields.length;
  // Workers would otherwise compress by what Content-Encoding names: the bytes are the application's own.
  return { status, headers: headersOf(fields, size), encodeBody: "manual" } satisfies Init as ResponseInit;
}

/** A single field, the most frequent case, is cheapest as a record; pairs keep what repeats. */
function headersOf(fields: readonly string[], size: number): HeadersInit | undefined {
  if (size === 0) return undefined;
  if (size === 2) return { [fields[0]!]: fields[1]! };
  const pairs: [string, string][] = [];
  for (let i = 0; i < size; i += 2) pairs.push([fields[i]!, fields[i + 1]!]);
  return pairs;
}

/** Tells whether the head names a Content-Type: without one, Response invents its own for a string. */
export function isTyped({ fields }: Head): boolean {
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    if (name.length === 12 && name.toLowerCase() === "content-type") return true;
  }
  return false;
}

const REFUSALS = { 400: "Bad Request", 500: "Internal Server Error", 501: "Not Implemented" } as const;

/** The answer to a request that no application is called for: the connection ends with it, where the host has a say in that. */
export function refusal(status: keyof typeof REFUSALS, isHead: boolean): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", connection: "close" };
  return new Response(isHead ? null : REFUSALS[status], { status, headers });
}

/**
 * A reader of a stream of bytes, whose bytes can be sent past this code; undefined for any other stream. The platform's
 * own streams, of fetch() say, are streams of bytes on most platforms.
 */
export function byteReaderOf(stream: ReadableStream): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

const MOST_SHORT = 256;

/** Of a short text it is cheaper to look at each character than to encode it. */
export function isShortAscii(text: string): boolean {
  if (text.length > MOST_SHORT) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** A text that the host may encode by itself, else its bytes: not every host makes U+FFFD of a lone surrogate. */
export function wellFormed(text: string): Chunk {
  return (text as WellFormed).isWellFormed?.() === true ? text : new TextEncoder().encode(text);
}

/** Of ES2024; every platform that we know has it. */
type WellFormed = string & { isWellFormed?(): boolean };

/** A stream with a length that the host sees: Workers send any other in chunks. */
export function ofLength(stream: ReadableStream<Uint8Array>, length: number): ReadableStream<Uint8Array> {
  if (length < 0 || FixedLengthStream === undefined) return stream;
  return stream.pipeThrough(new FixedLengthStream(length));
}

const { FixedLengthStream } = globalThis as {
  FixedLengthStream?: new (length: number) => TransformStream<Uint8Array, Uint8Array>;
};

/** True where a stream has a length of its own, as in Workers. */
export const sizesStreams: boolean = FixedLengthStream !== undefined;
