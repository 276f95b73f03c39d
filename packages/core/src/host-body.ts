/** A host body that was opened: the bytes to come and how many they are. */
export interface OpenBody {
  /** Bytes, exactly; -1 where that is not known. */
  readonly length: number;
  /** Its `return()` closes what stands behind the body. */
  readonly chunks: AsyncIterator<Uint8Array>;
  /** All of it, where it is in memory already: a server sends it as a whole body, and leaves the chunks alone. */
  readonly whole?: Uint8Array;
}

/**
 * A body made by a capability of the host, `environ.fileBody` say. Making one sends nothing and opens nothing. A server
 * that is handed one opens it and knows its length; anyone else, a middleware that maps bodies say, iterates it as any
 * other stream (PEP 3333, "Optional Platform-Specific File Handling").
 */
export abstract class HostBody implements AsyncIterable<Uint8Array> {
  /** Recognised by this, not by its class: a bundle without such bodies need not hold the class. */
  get isHostBody(): true {
    return true;
  }

  /** True for host bodies of every copy of this package in the process. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this !== HostBody) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isHostBody(value);
  }

  abstract open(): Promise<OpenBody>;

  /**
   * True where opening costs little and often gives the whole body: a middleware that treats whole bodies and streams
   * differently opens it, and takes it for what it then is.
   */
  get mayBeWhole(): boolean {
    return false;
  }

  /** Called in place of open() where nothing of the body is sent. Default: there is nothing to close. */
  discard(): void {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return new HostBodyIterator(this);
  }
}

/** Tells a host body from what an application may return else. */
export function isHostBody(body: unknown): body is HostBody {
  return typeof body === "object" && body !== null && "isHostBody" in body; // of any other body nothing is read
}

type Step = IteratorResult<Uint8Array, undefined>;

/** Opens when the first chunk is asked for. Its `return()` does not wait for a chunk that is on its way. */
class HostBodyIterator implements AsyncIterator<Uint8Array, undefined> {
  readonly #body: HostBody;
  #opening: Promise<OpenBody> | undefined = undefined;
  #closed = false;

  constructor(body: HostBody) {
    this.#body = body;
  }

  async next(): Promise<Step> {
    if (this.#closed) return END;
    let step: Step | undefined;
    try {
      const { chunks } = await (this.#opening ??= this.#body.open());
      step = await chunks.next();
    } finally {
      // At the end, and after an error.
      if (step?.done !== false) await this.return();
    }
    return step;
  }

  async return(): Promise<Step> {
    if (this.#closed) return END;
    this.#closed = true;
    if (this.#opening === undefined) this.#body.discard();
    else await (await this.#opening).chunks.return?.();
    return END;
  }
}

const END: Step = { done: true, value: undefined };
