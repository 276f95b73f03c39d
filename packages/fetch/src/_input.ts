import { TsgiError } from "@tsgi/core";
import { TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, collectChunks, tooLarge } from "@tsgi/core/server";
import type { FieldReader } from "./_target.ts";

/** Milliseconds that a client may go on sending a body that is not read. */
const DRAIN_TIME = 5_000;

/** The input of a Request. */
export class FetchInput extends BaseInput {
  readonly #request: Request;
  readonly #field: FieldReader;
  #ended = false;
  /** Reads chunk by chunk; undefined before the first read and after the release. */
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined = undefined;
  #isBegun = false;
  /** Number of requested chunks. */
  #asked = 0;
  #isDrained = false;

  constructor(request: Request, field: FieldReader) {
    super();
    this.#request = request;
    this.#field = field;
  }

  /** True if a part was read and no chunk is pending: a later read gets an error. */
  get isLeftInPart(): boolean {
    return this.#isBegun && this.#asked === 0 && !this.#ended && this.#request.body !== null;
  }

  /** True if the Request has no body. The header fields need not show it: a Request that code has made has no length. */
  override get isEmpty(): boolean {
    return this.#request.body === null;
  }

  /**
   * True if the client may send more than was read. Not for a client that waits for `100 Continue` and need not be asked.
   */
  get isLeft(): boolean {
    if (this.isLeftInPart) return true;
    if (this.#ended || this.#request.bodyUsed) return false;
    const { body } = this.#request;
    return body !== null && !body.locked && this.#field(this.#request, "expect") === null;
  }

  /** Reads and discards the rest, for at most 5 seconds. Never rejects: an error no longer matters. */
  drain(): Promise<void> {
    this.#isDrained = true;
    const reader = this.#open();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, DRAIN_TIME);
      const settle = (): void => {
        clearTimeout(timer);
        resolve();
      };
      if (reader === undefined) return settle();
      const next = (): void => void reader.read().then(({ done }) => (done ? settle() : next()), settle);
      next();
    });
  }

  protected override async collect(limit: number): Promise<Uint8Array> {
    const request = this.#request;
    const declared = this.#declared;
    // Some hosts create a stream, and a whole Request for it, when `body` is read: a length shows the same.
    if (declared < 0 && request.body === null) return new Uint8Array(0);
    if (declared > limit) throw tooLarge(limit);
    // The host enforces the declared length; without one the bytes must be counted.
    if (declared < 0 && limit !== Infinity) return collectChunks(this.chunks(), limit);
    this.#ended = true;
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await request.arrayBuffer());
    } catch (error) {
      throw truncated(error);
    }
    // If the host allows no body for a method, it has dropped the declared one.
    if (bytes.length < declared && request.body !== null) throw truncated();
    return bytes;
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    const reader = this.#open();
    let missing = this.#declared;
    return {
      next: async () => {
        if (reader === undefined) return { done: true, value: undefined };
        if (this.#isDrained) throw truncated();
        let step: IteratorResult<Uint8Array>;
        this.#asked++;
        try {
          step = (await reader.read()) as IteratorResult<Uint8Array>;
        } catch (error) {
          this.#ended = true;
          throw truncated(error);
        } finally {
          this.#asked--;
        }
        if (!step.done) this.#ended = (missing -= step.value.length) === 0;
        else if (missing > 0) throw truncated();
        else this.#ended = true;
        return step;
      },
      return: async () => {
        // Released, not cancelled: some hosts would break off the connection, and the response with it.
        reader?.releaseLock();
        this.#reader = undefined;
        return { done: true, value: undefined };
      },
    };
  }

  #open(): ReadableStreamDefaultReader<Uint8Array> | undefined {
    this.#isBegun = true;
    return (this.#reader ??= this.#request.body?.getReader());
  }

  /** Declared length in bytes, -1 without one. Not every host treats a shorter body as truncated. */
  get #declared(): number {
    return Number(this.#field(this.#request, "content-length") ?? -1);
  }
}

function truncated(cause?: unknown): TsgiError {
  return new TsgiError(TSGI_INPUT_TRUNCATED, undefined, cause);
}
