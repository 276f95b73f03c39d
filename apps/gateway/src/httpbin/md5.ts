/** MD5 (RFC 1321), which crypto.subtle leaves out. For digest authentication only: it protects nothing any more. */
export function md5(message: Uint8Array): Uint8Array {
  const words = padded(message);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let block = 0; block < words.length; block += 16) addBlock(state, words.subarray(block, block + 16));
  return littleEndian(state);
}

/** Rotation of each step in the four rounds, in bits. */
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

/** The first word of the block in each round, and the distance to the next one. */
const ORDER = [
  [0, 1],
  [1, 5],
  [5, 3],
  [0, 7],
];

const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

function addBlock(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const mixed =
      round === 0
        ? (b & c) | (~b & d)
        : round === 1
          ? (b & d) | (c & ~d)
          : round === 2
            ? b ^ c ^ d
            : c ^ (b | ~d);
    const [first, step] = ORDER[round] as [number, number];
    const sum = (a + mixed + SINES[i]! + words[(first + step * i) % 16]!) | 0;
    const shift = SHIFTS[round]![i % 4]!;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  for (const [i, value] of [a, b, c, d].entries()) state[i] = state[i]! + value;
}

/** The message, a bit 1, zeros, and its length in bits, as words of four bytes, little end first. */
function padded(message: Uint8Array): Int32Array {
  const words = new Int32Array((((message.length + 8) >> 6) + 1) * 16);
  for (const [i, byte] of message.entries()) words[i >> 2]! |= byte << ((i % 4) * 8);
  words[message.length >> 2]! |= 0x80 << ((message.length % 4) * 8);
  words[words.length - 2] = message.length << 3;
  words[words.length - 1] = message.length >>> 29;
  return words;
}

function littleEndian(words: Int32Array): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setInt32(i * 4, word, true);
  return bytes;
}
