import type { Environ } from "@tsgi/core";
import { BaseInput, tooLarge } from "@tsgi/core/server";

/**
 * A request body that fails with TSGI_INPUT_TOO_LARGE above a number of bytes, however it is read. The host's input is
 * created when this one is read.
 */
export class LimitedInput extends BaseInput {
  readonly #environ: Environ;
  readonly #limit: number;

  constructor(environ: Environ, limit: number) {
    super();
    this.#environ = environ;
    this.#limit = limit;
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    return this.#environ.input.bytes({ limit: Math.min(limit, this.#limit) });
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    const chunks = this.#environ.input[Symbol.asyncIterator]();
    const limit = this.#limit;
    let size = 0;
    return {
      async next() {
        const step = await chunks.next();
        if (step.done) return step;
        size += step.value.length;
        if (size <= limit) return step;
        await chunks.return?.();
        throw tooLarge(limit);
      },
      async return() {
        await chunks.return?.();
        return { done: true, value: undefined };
      },
    };
  }
}
