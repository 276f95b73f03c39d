type Step = IteratorResult<Uint8Array, undefined>;

interface Waiting {
  readonly resolve: (step: Step) => void;
  readonly reject: (error: unknown) => void;
}

/** Carries a response body from the server to its reader. Accepts a chunk only after the reader requested it. */
export class Channel implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #leave: () => void;
  readonly #chunks: Uint8Array[] = [];
  readonly #waiting: Waiting[] = [];
  #resume: (() => void) | undefined = undefined;
  #ended: { readonly error?: unknown } | undefined = undefined;

  /** @param leave called when the reader stops reading */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** Called by the server with a chunk. */
  write(chunk: Uint8Array): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ done: false, value: chunk });
    else this.#chunks.push(chunk);
  }

  /** Called by the server: calls back once when the reader requests more than is available. */
  drained(resume: () => void): void {
    if (this.#waiting.length > 0) queueMicrotask(resume);
    else this.#resume = resume;
  }

  /** Called by the server at the end, or with the error that cut the body off. */
  end(failure?: { readonly error: unknown }): void {
    if (this.#ended) return;
    this.#ended = failure ?? {};
    for (const waiting of this.#waiting.splice(0)) this.#settle(waiting);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    const chunk = this.#chunks.shift();
    if (chunk) return Promise.resolve({ done: false, value: chunk });
    return new Promise((resolve, reject) => {
      if (this.#ended) return this.#settle({ resolve, reject });
      this.#waiting.push({ resolve, reject });
      const resume = this.#resume;
      this.#resume = undefined;
      resume?.();
    });
  }

  async return(): Promise<Step> {
    if (!this.#ended) {
      this.end();
      this.#leave();
    }
    this.#chunks.length = 0;
    return END;
  }

  #settle({ resolve, reject }: Waiting): void {
    if (this.#ended && "error" in this.#ended) {
      const { error } = this.#ended;
      this.#ended = {}; // reported once; the end follows, as with any iterator
      reject(error);
    } else {
      resolve(END);
    }
  }
}

const END: Step = { done: true, value: undefined };
