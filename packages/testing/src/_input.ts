import { TsgiError } from "@tsgi/core";
import { TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, collectChunks } from "@tsgi/core/server";

/** A streamed request body: pulls a chunk from the client's iterable when the application reads. */
export class StreamInput extends BaseInput {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #gone: Promise<never>;
  #cut: (reason: unknown) => void = () => {};

  constructor(source: AsyncIterable<Uint8Array>) {
    super();
    this.#source = source[Symbol.asyncIterator]();
    this.#gone = new Promise((_, reject) => (this.#cut = reject));
    this.#gone.catch(() => {});
  }

  /** Called when the client disconnects: a reader gets an error, never an early end. */
  cut(reason: unknown): void {
    this.#cut(reason);
    void this.#source.return?.();
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    return collectChunks(this.chunks(), limit);
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: async () => {
        await this.#source.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await Promise.race([this.#source.next(), this.#gone]);
    } catch (cause) {
      throw new TsgiError(TSGI_INPUT_TRUNCATED, undefined, cause);
    }
  }
}
