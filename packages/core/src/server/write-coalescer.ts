/** Bytes that a body has to produce without being slow before its chunks go out together. */
const BULK_THRESHOLD = 65_536;
/** Bytes of one chunk that count towards it: it takes several chunks to show that a body is fast. */
const COUNTED_BYTES = 16_384;
/** Milliseconds: a body that takes longer for a chunk computes it, or waits for it. */
const FAST_CHUNK_MS = 1;

/**
 * Decides when chunks of a body go out together: once it has produced more than a little, and every chunk at once. To send
 * each chunk by itself costs half as much again; a chunk that took long ends it.
 */
export class WriteCoalescer {
  #fastBytes = 0;
  /** When the next chunk was asked for. */
  #askedAt = -Infinity;

  /** Call when a chunk is asked for, unless that is as soon as the last one was there. */
  chunkRequested(): void {
    this.#askedAt = performance.now();
  }

  /** Returns what asks for the next chunk, to be called later. */
  requesting(resume: () => void): () => void {
    return () => {
      this.chunkRequested();
      resume();
    };
  }

  /** Call for each chunk, with its size in bytes. */
  add(size: number): void {
    const now = performance.now();
    this.#fastBytes =
      now - this.#askedAt > FAST_CHUNK_MS ? 0 : this.#fastBytes + Math.min(size, COUNTED_BYTES);
    this.#askedAt = now;
  }

  /** True if the last chunk may go out with the next one. */
  get coalesces(): boolean {
    return this.#fastBytes >= BULK_THRESHOLD;
  }

  /** True if the last chunk took long. */
  get isSlow(): boolean {
    return this.#fastBytes === 0;
  }
}
