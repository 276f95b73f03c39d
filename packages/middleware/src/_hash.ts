/**
 * A hash of 128 bits that mixes as MurmurHash3 does, the last block padded: quick, synchronous, the same on every host. It
 * is no protection: whoever can choose contents can make two with one hash.
 */
export function hash128(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const h = new Uint32Array(4);
  const end = bytes.length - (bytes.length % 16);
  for (let at = 0; at < end; at += 16) block(h, view, at);
  if (end < bytes.length) {
    const tail = new Uint8Array(16);
    tail.set(bytes.subarray(end));
    block(h, new DataView(tail.buffer), 0);
  }
  for (let i = 0; i < 4; i++) h[i]! ^= bytes.length;
  spread(h);
  for (let i = 0; i < 4; i++) h[i] = finish(h[i]!);
  spread(h);
  return Array.from(h, (word) => word.toString(36)).join("");
}

const FACTORS = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;
const TURNS = [15, 16, 17, 18] as const;
const STEPS = [
  [19, 0x561ccd1b],
  [17, 0x0bcaa747],
  [15, 0x96cd1c35],
  [13, 0x32ac3b17],
] as const;

function block(h: Uint32Array, view: DataView, at: number): void {
  for (let i = 0; i < 4; i++) {
    const k = rotate(Math.imul(view.getUint32(at + i * 4, true), FACTORS[i]!), TURNS[i]!);
    const mixed = h[i]! ^ Math.imul(k, FACTORS[(i + 1) % 4]!);
    const [turn, add] = STEPS[i]!;
    h[i] = Math.imul(rotate(mixed, turn) + h[(i + 1) % 4]!, 5) + add;
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function spread(h: Uint32Array): void {
  h[0]! += h[1]! + h[2]! + h[3]!;
  for (let i = 1; i < 4; i++) h[i]! += h[0]!;
}

function finish(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
