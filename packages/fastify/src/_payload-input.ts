import { TsgiError } from "@tsgi/core";
import { TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, collectChunks } from "@tsgi/core/server";

/** A body that a `preParsing` hook has put in place of the request's own, for example a decompressed one. */
export class PayloadInput extends BaseInput {
  readonly #payload: AsyncIterable<Uint8Array>;

  constructor(payload: AsyncIterable<Uint8Array>) {
    super();
    this.#payload = payload;
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    return collectChunks(this.chunks(), limit);
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    const iterator = this.#payload[Symbol.asyncIterator]();
    return {
      next: () =>
        iterator.next().catch((error: unknown) => {
          throw new TsgiError(TSGI_INPUT_TRUNCATED, undefined, error);
        }),
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    };
  }
}
