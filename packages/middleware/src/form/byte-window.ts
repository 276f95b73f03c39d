const LEAST_ROOM = 64;

/**
 * Bytes that come in chunks, seen as one piece: those that were added and not taken yet. Adding a byte costs the same whatever
 * is held: memory is not made anew for each chunk. What was taken is never written over.
 */
export class ByteWindow {
  #memory: Uint8Array;
  #start = 0;
  #end: number;
  /** True when the memory is of this object's own making, and not a chunk of somebody else's. */
  #isOwn = false;

  /** @param bytes what is held at first */
  constructor(bytes: Uint8Array) {
    this.#memory = bytes;
    this.#end = bytes.length;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** A view of all that is held, until the next change. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** The byte at a place; undefined behind the end. */
  at(index: number): number | undefined {
    const place = this.#start + index;
    return place < this.#end ? this.#memory[place] : undefined;
  }

  add(chunk: Uint8Array): void {
    if (this.length === 0) {
      this.#memory = chunk;
      this.#isOwn = false;
      this.#start = 0;
      this.#end = chunk.length;
      return;
    }
    const size = this.length + chunk.length;
    if (!this.#isOwn || this.#end + chunk.length > this.#memory.length) {
      // Room for as much again as was held: what is copied here is paid for by what is added before the next time.
      const memory = new Uint8Array(size + Math.max(LEAST_ROOM, this.length));
      memory.set(this.bytes);
      this.#memory = memory;
      this.#isOwn = true;
      this.#start = 0;
      this.#end = size - chunk.length;
    }
    this.#memory.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Takes bytes from the begin. */
  take(size: number): Uint8Array {
    const from = this.#start;
    this.#start = Math.min(this.#end, from + size);
    return this.#memory.subarray(from, this.#start);
  }

  clear(): void {
    this.#start = this.#end;
  }
}
