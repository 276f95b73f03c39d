/**
 * Writes bytes as a brotli stream of uncompressed meta-blocks (RFC 7932, 9.2). No platform but Node offers brotli, and
 * a client that can read any brotli stream reads this one: it grows by three bytes for each 64 KiB and two at the ends.
 */
export function brotliUncompressed(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / MOST);
  const stream = new Uint8Array(1 + bytes.length + 3 * blocks + 1);
  // The window's size, 2^16 (one bit 0), and an empty meta-block of metadata (ISLAST 0, MNIBBLES 3, reserved 0,
  // MSKIPBYTES 0) so that what follows begins at a byte.
  stream[0] = 0b0000_1100;
  let at = 1;
  for (let from = 0; from < bytes.length; from += MOST) {
    const block = bytes.subarray(from, from + MOST);
    // From the least bit: ISLAST 0, MNIBBLES 0 for four nibbles of length, the length less one, ISUNCOMPRESSED 1.
    const head = ((block.length - 1) << 3) | (1 << 19);
    stream.set([head & 0xff, (head >> 8) & 0xff, head >> 16], at);
    stream.set(block, at + 3);
    at += 3 + block.length;
  }
  stream[at] = 0b11; // ISLAST, ISLASTEMPTY
  return stream;
}

/** Longest meta-block whose length fits four nibbles. */
const MOST = 65_536;
