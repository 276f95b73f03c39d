/**
 * Returns a hash of 128 bits, mixed as in MurmurHash3 with the last block padded: fast, synchronous, the same on every
 * host. It is not cryptographic: anyone who can choose contents can produce two with the same hash.
 *
 * @param size number of bytes to hash
 */
export function hash128(bytes: Uint8Array, size: number = bytes.length): string {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < size; at += 16) {
    a = step(a ^ mix(word(bytes, at, size), 0x239b961b, 15, 0xab0e9789), 19, b, 0x561ccd1b);
    b = step(b ^ mix(word(bytes, at + 4, size), 0xab0e9789, 16, 0x38b34ae5), 17, c, 0x0bcaa747);
    c = step(c ^ mix(word(bytes, at + 8, size), 0x38b34ae5, 17, 0xa1e38b93), 15, d, 0x96cd1c35);
    d = step(d ^ mix(word(bytes, at + 12, size), 0xa1e38b93, 18, 0x239b961b), 13, a, 0x32ac3b17);
  }
  a ^= size;
  a = (a + (b ^= size) + (c ^= size) + (d ^= size)) | 0;
  const first = finish(a);
  b = finish((b + a) | 0);
  c = finish((c + a) | 0);
  d = finish((d + a) | 0);
  const sum = (first + b + c + d) | 0;
  return text(sum) + text(b + sum) + text(c + sum) + text(d + sum);
}

/** Reads four bytes, the lowest first; past the end they are 0. */
function word(bytes: Uint8Array, at: number, size: number): number {
  if (at + 4 <= size) {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
  let value = 0;
  for (let i = at; i < size; i++) value |= bytes[i]! << ((i - at) * 8);
  return value;
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

/** Codes of the digits in base 32. */
const DIGITS: readonly number[] = /* @__PURE__ */ Array.from("0123456789abcdefghijklmnopqrstuv", (digit) =>
  digit.charCodeAt(0),
);

/** Writes seven digits, so that different words have different texts. */
function text(value: number): string {
  return String.fromCharCode(
    DIGITS[value >>> 27]!,
    DIGITS[(value >>> 22) & 31]!,
    DIGITS[(value >>> 17) & 31]!,
    DIGITS[(value >>> 12) & 31]!,
    DIGITS[(value >>> 7) & 31]!,
    DIGITS[(value >>> 2) & 31]!,
    DIGITS[value & 3]!,
  );
}
