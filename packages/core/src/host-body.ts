/** An opened host body: its bytes and their number. */
export interface OpenBody {
  /** Exact length in bytes, -1 if unknown. */
  readonly length: number;
  /** Its `return()` closes the resource behind the body. */
  readonly chunks: AsyncIterator<Uint8Array>;
  /** The complete body, if it is already in memory: a server sends it as a whole body and does not read `chunks`. */
  readonly whole?: Uint8Array;
}

/**
 * A body made by a capability of the host, for example `environ.fileBody`. Creating one sends nothing and opens nothing. A
 * server opens it and knows its length; any other reader, for example a middleware that maps bodies, iterates it like any
 * stream (PEP 3333, "Optional Platform-Specific File Handling").
 */
export abstract class HostBody implements AsyncIterable<Uint8Array> {
  /**
   * Marks a host body. Servers test this and not the class, so that a bundle without such bodies does not include the class.
   */
  get isHostBody(): true {
    return true;
  }

  /** True for host bodies from every copy of this package in the process. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this !== HostBody) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isHostBody(value);
  }

  abstract open(): Promise<OpenBody>;

  /**
   * True if opening is cheap and often yields the whole body: a middleware that treats whole bodies and streams differently
   * opens it, and then handles the result.
   */
  get mayBeWhole(): boolean {
    return false;
  }

  /** Called instead of open() if the body is not sent. Default: does nothing. */
  discard(): void {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return new HostBodyIterator(this);
  }
}

/** Returns true if the value is a host body. */
export function isHostBody(body: unknown): body is HostBody {
  return typeof body === "object" && body !== null && "isHostBody" in body; // reads no property of any other body
}

type Step = IteratorResult<Uint8Array, undefined>;

/** Opens the body when the first chunk is requested. Its `return()` does not wait for a pending chunk. */
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
