const LEAST_ROOM = 64;

/**
 * Presents bytes that arrive in chunks as one piece: those that were added and not taken yet. Adding a byte has a constant
 * cost: memory is not reallocated for each chunk. Taken bytes are never overwritten.
 */
export class ByteWindow {
  #memory: Uint8Array;
  #start = 0;
  #end: number;
  /** True if this object allocated the memory, and it is not a caller's chunk. */
  #isOwn = false;

  /** @param bytes the initial content */
  constructor(bytes: Uint8Array) {
    this.#memory = bytes;
    this.#end = bytes.length;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Returns a view of the content, valid until the next change. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** Returns the byte at an index; undefined past the end. */
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
      // Doubles the room: the bytes added until the next copy pay for this one.
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

  /** Takes bytes from the start. */
  take(size: number): Uint8Array {
    const from = this.#start;
    this.#start = Math.min(this.#end, from + size);
    return this.#memory.subarray(from, this.#start);
  }

  clear(): void {
    this.#start = this.#end;
  }
}
