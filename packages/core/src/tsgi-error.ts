import { hasBrand } from "./brand.ts";
import type * as rows from "./errors.ts";

/** The code of a {@link TsgiError}: `@tsgi/core/errors` exports a row for each. */
export type ErrorCode = keyof typeof rows;

/** A row of `@tsgi/core/errors`, from which a {@link TsgiError} is made. */
export interface ErrorRow {
  readonly code: ErrorCode;
  /** The rule, and what to do. */
  readonly message: string;
  /** The HTTP status that a bare server sends if the application does not catch the error. Default: 500. */
  readonly status?: number;
  /** The package whose rule it is. Default: `core`. */
  readonly package?: string;
}

/**
 * The one error class of TSGI.
 *
 * A bare server responds with the error's status and never sends the message. `instanceof TsgiError` is true for errors of
 * every copy of `@tsgi/core` in the process: an upgrade of one package may install a second one.
 *
 * @example
 * try {
 *   await environ.input.bytes({ limit: 1024 });
 * } catch (error) {
 *   if (error instanceof TsgiError && error.code === "TSGI_INPUT_TOO_LARGE") startResponse(413, []);
 * }
 */
export class TsgiError extends Error {
  override readonly name = "TsgiError";
  readonly code: ErrorCode;
  readonly status: number;

  /**
   * @param row the rule that was broken, from `@tsgi/core/errors`
   * @param seen the offending value, already formatted for a message
   * @param cause the error that led to it
   */
  constructor(
    { code, message, status = 500, package: owner = "core" }: ErrorRow,
    seen?: string,
    cause?: unknown,
  ) {
    const got = seen === undefined ? "" : ` (${seen})`;
    super(`[tsgi/${owner}] ${code}: ${message}${got}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
  }

  /** Marks a TsgiError, from any copy of `@tsgi/core`. */
  isTsgiError(): true {
    return true;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasBrand(TsgiError, this, value, "isTsgiError");
  }
}
