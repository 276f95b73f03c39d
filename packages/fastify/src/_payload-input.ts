import { TsgiError } from "@tsgi/core";
import { TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, concat, tooLarge } from "@tsgi/core/server";

/** A body that a `preParsing` hook has put in place of the request's own: decompressed, say. */
export class PayloadInput extends BaseInput {
  readonly #payload: AsyncIterable<Uint8Array>;

  constructor(payload: AsyncIterable<Uint8Array>) {
    super();
    this.#payload = payload;
  }

  protected override async collect(limit: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let size = 0;
    const iterator = this.chunks();
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
      parts.push(step.value);
      if ((size += step.value.length) <= limit) continue;
      await iterator.return?.();
      throw tooLarge(limit);
    }
    return concat(parts, size);
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
