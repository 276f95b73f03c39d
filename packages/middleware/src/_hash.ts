/**
 * A hash of 128 bits that mixes as MurmurHash3 does, the last block padded: quick, synchronous, the same on every host. It
 * is no protection: whoever can choose contents can make two with one hash.
 */
export function hash128(bytes: Uint8Array): string {
  const size = bytes.length;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < size; at += 16) {
    a = step(a ^ mix(word(bytes, at), 0x239b961b, 15, 0xab0e9789), 19, b, 0x561ccd1b);
    b = step(b ^ mix(word(bytes, at + 4), 0xab0e9789, 16, 0x38b34ae5), 17, c, 0x0bcaa747);
    c = step(c ^ mix(word(bytes, at + 8), 0x38b34ae5, 17, 0xa1e38b93), 15, d, 0x96cd1c35);
    d = step(d ^ mix(word(bytes, at + 12), 0xa1e38b93, 18, 0x239b961b), 13, a, 0x32ac3b17);
  }
  a ^= size;
  a = (a + (b ^= size) + (c ^= size) + (d ^= size)) | 0;
  const first = finish(a);
  const rest = [finish((b + a) | 0), finish((c + a) | 0), finish((d + a) | 0)] as const;
  const sum = (first + rest[0] + rest[1] + rest[2]) | 0;
  return text(sum) + text(rest[0] + sum) + text(rest[1] + sum) + text(rest[2] + sum);
}

/** Four bytes, the lowest first; past the end they are 0. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function mix(value: number, factor: number, turn: number, next: number): number {
  return Math.imul(rotate(Math.imul(value, factor), turn), next);
}

function step(mixed: number, turn: number, other: number, add: number): number {
  return (Math.imul((rotate(mixed, turn) + other) | 0, 5) + add) | 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function finish(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Seven digits, so that no two words make one text. */
function text(value: number): string {
  return (value >>> 0).toString(36).padStart(7, "0");
}
