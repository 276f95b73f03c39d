import { hasBrand } from "./brand.ts";
import type * as rows from "./errors.ts";

/** The code of a {@link TsgiError}: `@tsgi/core/errors` exports a row under each. */
export type ErrorCode = keyof typeof rows;

/** What a {@link TsgiError} is made of: a row of `@tsgi/core/errors`. */
export interface ErrorRow {
  readonly code: ErrorCode;
  /** What must be, and so what to do. */
  readonly message: string;
  /** The HTTP status a bare server answers with when the application lets the error through. Default: 500. */
  readonly status?: number;
  /** The package whose rule it is. Default: `core`. */
  readonly package?: string;
}

/**
 * The one error class of TSGI.
 *
 * A bare server answers with the error's status; it never sends the message. `instanceof TsgiError` is true for errors of
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
   * @param row what went wrong, of `@tsgi/core/errors`
   * @param seen the value that was seen, already fit to print
   * @param cause what led to it
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

  /** What makes this one of TSGI's, whichever copy of `@tsgi/core` has made it. */
  isTsgiError(): true {
    return true;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasBrand(TsgiError, this, value, "isTsgiError");
  }
}
