/** Bytes that a body must produce without a slow chunk before its chunks are sent together. */
const BULK_THRESHOLD = 65_536;
/** Maximum bytes of one chunk that count towards the threshold: it takes several chunks to show that a body is fast. */
const COUNTED_BYTES = 16_384;
/** Milliseconds: a body that takes longer for a chunk computes it or waits for it. */
const FAST_CHUNK_MS = 1;

/**
 * Decides when to send chunks of a body together: once it has produced enough bytes, every chunk without delay. Sending each
 * chunk separately costs half as much again. A slow chunk ends the batching.
 */
export class WriteCoalescer {
  #fastBytes = 0;
  /** Time at which the next chunk was requested. */
  #askedAt = -Infinity;

  /** Records that a chunk is requested. Not needed if that happens as soon as the last one arrived. */
  chunkRequested(): void {
    this.#askedAt = performance.now();
  }

  /** Returns a function that requests the next chunk, to call later. */
  requesting(resume: () => void): () => void {
    return () => {
      this.chunkRequested();
      resume();
    };
  }

  /** Records a chunk and its size in bytes. */
  add(size: number): void {
    const now = performance.now();
    this.#fastBytes =
      now - this.#askedAt > FAST_CHUNK_MS ? 0 : this.#fastBytes + Math.min(size, COUNTED_BYTES);
    this.#askedAt = now;
  }

  /** True if the last chunk may be sent with the next one. */
  get coalesces(): boolean {
    return this.#fastBytes >= BULK_THRESHOLD;
  }

  /** True if the last chunk took long. */
  get isSlow(): boolean {
    return this.#fastBytes === 0;
  }
}
