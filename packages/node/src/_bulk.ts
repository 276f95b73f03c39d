/** Bytes of which each chunk goes out by itself: about what TCP sends at first without hearing from the client (RFC 6928). */
export const STRAIGHT = 16_384;
/** Milliseconds: a body that takes longer for a chunk computes it, or waits for it. */
const QUICK = 0.25;
/** Bytes until others have a turn, although the system has taken all at once. */
const MOST_PER_TURN = 524_288;

/**
 * Finds out when a body comes in bulk: more than a little of it, and every chunk at once. Its chunks are then left to Node,
 * which sends in one call of the system what was written in a turn, 64 KiB at most; a call for each costs half as much
 * again. Nothing is held while a body waits, and a chunk that was computed ends it.
 */
export class Bulk {
  #quick = 0;
  #sent = 0;
  /** When the chunk was asked for that comes next. */
  #asked = -Infinity;

  /** To be told of each chunk. */
  add(size: number): void {
    const now = performance.now();
    if (now - this.#asked > QUICK) this.#quick = 0;
    this.#quick += size;
    this.#sent += size;
    this.#asked = now;
  }

  /** True when the last chunk may go out with the next one. */
  get holds(): boolean {
    return this.#quick > STRAIGHT;
  }

  /** To be told when the next chunk is asked for, where that is not at once. */
  asks(): void {
    this.#asked = performance.now();
  }

  /** True when others are to have a turn. */
  endsTurn(): boolean {
    if (this.#sent < MOST_PER_TURN) return false;
    this.#sent = 0;
    return true;
  }

  /** What asks for the next chunk, together with {@link asks}. */
  asking(resume: () => void): () => void {
    return () => {
      this.asks();
      resume();
    };
  }
}
