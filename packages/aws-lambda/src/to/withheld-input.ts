import type { TsgiError } from "@tsgi/core";
import { BaseInput } from "@tsgi/core/server";

/**
 * The input of a request whose body the service has not passed completely: every read fails, so that it does not look like a
 * shorter body.
 */
export class WithheldInput extends BaseInput {
  readonly #error: TsgiError;

  constructor(error: TsgiError) {
    super();
    this.#error = error;
  }

  protected override async collect(): Promise<never> {
    throw this.#error;
  }

  // oxlint-disable-next-line eslint/require-yield
  protected override async *chunks(): AsyncGenerator<never> {
    throw this.#error;
  }
}
