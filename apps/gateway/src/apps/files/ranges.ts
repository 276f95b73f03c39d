/** Range requests (RFC 9110, section 14). */
import { combineRanges, parse } from "range-parser";
import { randomHex } from "../_ids.ts";

/** Both included, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Most ranges of one request; one that asks for more gets the whole file, as section 14.2 allows. */
const MOST = 10;

/**
 * Parses a Range: returns the ranges in the order requested, with those that touch merged, or none if the field
 * must be ignored. Reports if no range can be satisfied, which is 416.
 */
export function readRanges(field: string | undefined, size: number): readonly ByteRange[] | "unsatisfiable" {
  if (field === undefined || field.split(",").length > MOST) return [];
  const { type, code, ranges } = parse(size, field);
  if (type !== "bytes" || (code & INVALID) !== 0) return [];
  if (ranges.length === 0) return (code & BEYOND) === 0 ? [] : "unsatisfiable";
  return combineRanges(ranges);
}

/** Bits of the parser's code: something could not be read; something lies behind the end. */
const [INVALID, BEYOND] = [1, 2];

/** A body of several ranges, with its length known before it is read. */
export interface Multipart {
  readonly type: string;
  readonly length: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Puts ranges into one body, `multipart/byteranges`. */
export function multipart(
  ranges: readonly ByteRange[],
  size: number,
  type: string,
  read: (range: ByteRange) => AsyncIterable<Uint8Array>,
): Multipart {
  const boundary = randomHex(16);
  const encoder = new TextEncoder();
  const heads = ranges.map(({ start, end }) =>
    encoder.encode(
      `\r\n--${boundary}\r\ncontent-type: ${type}\r\ncontent-range: bytes ${start}-${end}/${size}\r\n\r\n`,
    ),
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const [i, range] of ranges.entries()) {
      yield heads[i]!;
      yield* read(range);
    }
    yield tail;
  }
  const content = ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0);
  const frame = heads.reduce((sum, head) => sum + head.byteLength, tail.byteLength);
  return { type: `multipart/byteranges; boundary=${boundary}`, length: content + frame, body: body() };
}
