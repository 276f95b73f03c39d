import { TsgiError } from "@tsgi/core";
import { TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, collectChunks, tooLarge } from "@tsgi/core/server";
import type { FieldReader } from "./_target.ts";

/** How long a client may go on sending a body that nobody reads, in milliseconds. */
const DRAIN_TIME = 5_000;

/** The body of a Request. */
export class FetchInput extends BaseInput {
  readonly #request: Request;
  readonly #field: FieldReader;
  #ended = false;
  /** Reads chunk by chunk, from the first one on; none while it is let go of. */
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined = undefined;
  #isBegun = false;
  /** How many chunks are asked for. */
  #asked = 0;
  #isDrained = false;

  constructor(request: Request, field: FieldReader) {
    super();
    this.#request = request;
    this.#field = field;
  }

  /** True when a part was read and no chunk is awaited: a later read gets an error. */
  get isLeftInPart(): boolean {
    return this.#isBegun && this.#asked === 0 && !this.#ended && this.#request.body !== null;
  }

  /** Tells, where no header field does, that there is nothing to read: a Request that was made has no length. */
  override get isEmpty(): boolean {
    return this.#request.body === null;
  }

  /** True when the client may have more to send than was read. One that asks beforehand may be left unasked. */
  get isLeft(): boolean {
    if (this.isLeftInPart) return true;
    if (this.#ended || this.#request.bodyUsed) return false;
    const { body } = this.#request;
    return body !== null && !body.locked && this.#field(this.#request, "expect") === null;
  }

  /** Reads on to the end, for 5 seconds at most. Never rejects: what goes wrong with it concerns nobody any more. */
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
    // Some hosts make a stream, and a whole Request for it, of a body that is asked for: a length tells as much.
    if (declared < 0 && request.body === null) return new Uint8Array(0);
    if (declared > limit) throw tooLarge(limit);
    // The host keeps the body to its declared length; without one it has to be counted.
    if (declared < 0 && limit !== Infinity) return collectChunks(this.chunks(), limit);
    this.#ended = true;
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await request.arrayBuffer());
    } catch (error) {
      throw truncated(error);
    }
    // Where a method has no body for the host, it has dropped what was declared.
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
        // Let go of, not cancelled: some hosts would break the connection off, and the answer with it.
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

  /** Bytes, -1 where the client did not say. Not every host takes a body for broken off that is shorter. */
  get #declared(): number {
    return Number(this.#field(this.#request, "content-length") ?? -1);
  }
}

function truncated(cause?: unknown): TsgiError {
  return new TsgiError(TSGI_INPUT_TRUNCATED, undefined, cause);
}
