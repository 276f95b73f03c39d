import { checkLimit } from "./server/checks.ts";
import { show } from "./values.ts";
import { TSGI_INPUT_JSON, TSGI_INPUT_TOO_LARGE, TSGI_INPUT_USED } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";

/** Options for reading a whole body. */
export interface ReadOptions {
  /** Maximum size in bytes. Default: 1 MiB (1,048,576). `Infinity` removes the limit. */
  readonly limit?: number;
}

/**
 * The request body (wsgi.input). It can be read once, in one of the five ways; an iterator that has reached the end stays
 * there. A body that the client does not complete rejects; it never ends early.
 */
export interface Input extends AsyncIterable<Uint8Array> {
  /**
   * Returns the whole body.
   * @throws TSGI_INPUT_TOO_LARGE (413) above the limit, TSGI_INPUT_TRUNCATED (400) if the client disconnects,
   *   TSGI_INPUT_USED if the body was read before, TSGI_OPTION_INVALID if the limit is not a number, 0 or more
   */
  bytes(options?: ReadOptions): Promise<Uint8Array>;
  /** Returns the whole body as UTF-8 text; invalid UTF-8 becomes U+FFFD. Throws the same errors as {@link Input.bytes}. */
  text(options?: ReadOptions): Promise<string>;
  /** Returns the whole body, parsed as JSON. Throws the same errors as {@link Input.bytes}, and TSGI_INPUT_JSON (400). */
  json<T = unknown>(options?: ReadOptions): Promise<T>;
  /** Returns the body as a stream, without a limit. */
  stream(): ReadableStream<Uint8Array>;
}

const DEFAULT_LIMIT = 1_048_576;

/** The base of every host's input. A host implements two ways to read: the whole body, and chunk by chunk. */
export abstract class BaseInput implements Input {
  #used = false;

  /** Reads the whole body by the host's fastest means; rejects with {@link tooLarge} above the limit. */
  protected abstract collect(limit: number): Promise<Uint8Array>;
  /** Reads chunk by chunk, never ahead of the reader by more than the host's own buffer. */
  protected abstract chunks(): AsyncIterator<Uint8Array>;

  /**
   * For hosts: true if the body is known to be empty without reading it, false if it is known not to be. Default: undefined,
   * unknown.
   */
  get isEmpty(): boolean | undefined {
    return undefined;
  }

  bytes({ limit = DEFAULT_LIMIT }: ReadOptions = {}): Promise<Uint8Array> {
    // Not async: returns the host's promise without two more around it.
    try {
      checkLimit(limit);
      this.#claim();
      return this.collect(limit);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  // Not async, and json() does not call text(): each would cost one more promise and microtask.
  text(options?: ReadOptions): Promise<string> {
    return this.bytes(options).then(decode);
  }

  json<T = unknown>(options?: ReadOptions): Promise<T> {
    return this.bytes(options).then(parse<T>);
  }

  stream(): ReadableStream<Uint8Array> {
    const iterator = this[Symbol.asyncIterator]();
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await iterator.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        async cancel() {
          await iterator.return?.();
        },
      },
      { highWaterMark: 0 },
    );
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.#claim();
    return this.chunks();
  }

  #claim(): void {
    if (this.#used) throw new TsgiError(TSGI_INPUT_USED);
    this.#used = true;
  }
}

let decoder: TextDecoder | undefined;

function decode(bytes: Uint8Array): string {
  return (decoder ??= new TextDecoder()).decode(bytes);
}

function parse<T>(bytes: Uint8Array): T {
  try {
    return JSON.parse(decode(bytes)) as T;
  } catch {
    // The parser's message quotes the body: leave it out, since messages reach logs.
    throw new TsgiError(TSGI_INPUT_JSON);
  }
}

/** Returns the error for a body above its limit. */
export function tooLarge(limit: number): TsgiError {
  return new TsgiError(TSGI_INPUT_TOO_LARGE, `more than ${show(limit)} bytes`);
}

/** An input in memory: an empty one, or one that a host or a middleware has already read. */
export class MemoryInput extends BaseInput {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    super();
    this.#bytes = bytes;
  }

  override get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  protected override async collect(limit: number): Promise<Uint8Array> {
    if (this.#bytes.length > limit) throw tooLarge(limit);
    return this.#bytes;
  }

  protected override async *chunks(): AsyncGenerator<Uint8Array> {
    if (this.#bytes.length > 0) yield this.#bytes;
  }
}
