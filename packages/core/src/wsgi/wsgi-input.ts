/** The wsgi.input of PEP 3333, over a body in memory: reading is synchronous, as WSGI applications expect. */
export class WsgiInput implements Iterable<Uint8Array> {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Returns the next `size` bytes, by default all that are left; empty at the end. */
  read(size = -1): Uint8Array {
    const end = size < 0 ? this.#bytes.length : Math.min(this.#at + size, this.#bytes.length);
    return this.#take(end);
  }

  /** Returns the next line with its `\n`, or at most `size` bytes of it. */
  readline(size = -1): Uint8Array {
    const newline = this.#bytes.indexOf(0x0a, this.#at);
    const end = newline < 0 ? this.#bytes.length : newline + 1;
    return this.#take(size < 0 ? end : Math.min(end, this.#at + size));
  }

  /** Returns all remaining lines. Ignores the hint, as PEP 3333 allows. */
  readlines(_hint?: number): Uint8Array[] {
    return [...this];
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line;
  }

  #take(end: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
