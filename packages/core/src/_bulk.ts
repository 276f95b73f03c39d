/** How much a body has to give without being slow before it counts as bulk. */
const MUCH = 65_536;
/** How many bytes of one chunk count for that: it takes some chunks to show it. */
const COUNTED = 16_384;
/** Milliseconds: a body that takes longer for a chunk computes it, or waits for it. */
const QUICK = 1;

/**
 * Finds out when a body comes in bulk: more than a little of it, and every chunk at once. Of bulk, hosts send some chunks
 * together, since each by itself costs them half as much again; a chunk that took long ends it.
 */
export class Bulk {
  #quick = 0;
  /** When the chunk was asked for that comes next. */
  #asked = -Infinity;

  /** To be told when a chunk is asked for, where that is not as soon as the last one was there. */
  asks(): void {
    this.#asked = performance.now();
  }

  /** What asks for the next chunk, to be called later. */
  asking(resume: () => void): () => void {
    return () => {
      this.asks();
      resume();
    };
  }

  /** To be told of each chunk, with its size in bytes. */
  adds(size: number): void {
    const now = performance.now();
    this.#quick = now - this.#asked > QUICK ? 0 : this.#quick + Math.min(size, COUNTED);
    this.#asked = now;
  }

  /** True where the last chunk may go out with the next one. */
  get isBulk(): boolean {
    return this.#quick >= MUCH;
  }

  /** True where the last chunk took long. */
  get isSlow(): boolean {
    return this.#quick === 0;
  }
}
