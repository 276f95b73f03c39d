/**
 * Python's `random`, as far as `random.seed(int)` and `random.randint(0, 255)` go: the Mersenne Twister MT19937
 * (Matsumoto and Nishimura, 1998). With it a seed produces the same bytes here as in the original.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #at = SIZE;

  constructor(seed: bigint) {
    const key = keyOf(seed < 0n ? -seed : seed);
    const state = this.#state;
    seedState(state, 19_650_218);
    let i = 1;
    for (let k = 0; k < Math.max(SIZE, key.length); k++) {
      const j = k % key.length;
      state[i] = (state[i]! ^ Math.imul(mixed(state[i - 1]!), 1_664_525)) + key[j]! + j;
      i = advance(state, i);
    }
    for (let k = 1; k < SIZE; k++) {
      state[i] = (state[i]! ^ Math.imul(mixed(state[i - 1]!), 1_566_083_941)) - i;
      i = advance(state, i);
    }
    state[0] = 0x80000000;
  }

  /** `random.randint(0, 255)`: nine bits, drawn again while they are too many. */
  byte(): number {
    for (;;) {
      const bits = this.#next() >>> 23;
      if (bits < 256) return bits;
    }
  }

  #next(): number {
    if (this.#at === SIZE) this.#twist();
    let y = this.#state[this.#at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff);
      state[i] = state[(i + 397) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }
}

const SIZE = 624;

/** The seed in words of 32 bits, the least first. */
function keyOf(seed: bigint): number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length > 0 ? words : [0];
}

function seedState(state: Uint32Array, seed: number): void {
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) state[i] = Math.imul(mixed(state[i - 1]!), 1_812_433_253) + i;
}

function mixed(word: number): number {
  return word ^ (word >>> 30);
}

function advance(state: Uint32Array, i: number): number {
  if (i + 1 < SIZE) return i + 1;
  state[0] = state[SIZE - 1]!;
  return 1;
}
