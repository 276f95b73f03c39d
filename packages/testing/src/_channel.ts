type Step = IteratorResult<Uint8Array, undefined>;

interface Waiting {
  readonly resolve: (step: Step) => void;
  readonly reject: (error: unknown) => void;
}

/** The body of a response between a server and the one who reads it. Takes a chunk when the reader asked for it. */
export class Channel implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #leave: () => void;
  readonly #chunks: Uint8Array[] = [];
  readonly #waiting: Waiting[] = [];
  #resume: (() => void) | undefined = undefined;
  #ended: { readonly error?: unknown } | undefined = undefined;

  /** @param leave the reader wants no more */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** For the server: a chunk. */
  write(chunk: Uint8Array): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ done: false, value: chunk });
    else this.#chunks.push(chunk);
  }

  /** For the server: calls back once when the reader asks for more than there is. */
  drained(resume: () => void): void {
    if (this.#waiting.length > 0) queueMicrotask(resume);
    else this.#resume = resume;
  }

  /** For the server: the end, or the error that the body breaks off with. */
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
      this.#ended = {}; // told once; after it comes the end, as of any iterator
      reject(error);
    } else {
      resolve(END);
    }
  }
}

const END: Step = { done: true, value: undefined };
