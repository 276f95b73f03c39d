import type { Environ, Middleware } from "@tsgi/core";
import { LimitedInput } from "./limited-input.ts";
import { aFunction, anInteger, checkOptions, checkResult, either } from "../shared/options.ts";
import { sendProblem } from "../response/problem.ts";
import { Pace, PacedInput, paceChecks, type PaceOptions } from "./paced-input.ts";

/** Options of {@link bodyLimit}. */
export interface BodyLimitOptions extends PaceOptions {
  /**
   * Maximum size of a request body in bytes, or a function that returns it, for example for uploads. It must be an integer
   * of 0 or more. Default: 1 MiB (1,048,576).
   */
  readonly limit?: number | ((environ: Environ) => number);
}

/**
 * Limits request bodies, however the application reads them. If Content-Length exceeds the limit, it responds with 413
 * before the application runs; a body without a length fails with TSGI_INPUT_TOO_LARGE where it exceeds the limit, to which
 * a server and `errorPage()` respond with 413. A body that arrives too slowly, or stops, fails with TSGI_INPUT_TOO_SLOW,
 * 408. The limits of `bytes()`, `text()` and `json()` apply as well.
 *
 * @throws TSGI_OPTION_INVALID at once; during a request, to which the response is 500, if `limit` does not return such an integer
 * @example
 * const app = bodyLimit({ limit: ({ pathInfo }) => (pathInfo === "/upload" ? 50_000_000 : 65_536) })(shop);
 */
export function bodyLimit(options: BodyLimitOptions = {}): Middleware {
  const aLimit = anInteger(0);
  checkOptions("bodyLimit", options, { limit: either(aLimit, aFunction), ...paceChecks });
  const { limit = 1_048_576 } = options;
  const limitOf =
    typeof limit === "function"
      ? (environ: Environ) => checkResult<number>("bodyLimit", "limit", limit(environ), aLimit)
      : () => limit;
  const pace = new Pace(options);
  return (app) => (environ, startResponse) => {
    const declared = environ.contentLength;
    const most = limitOf(environ);
    if (declared !== undefined && declared > most) {
      return sendProblem(environ, startResponse, { status: 413, detail: `The limit is ${most} bytes.` });
    }
    // The server enforces a declared length.
    const mostUndeclared = declared === undefined ? most : undefined;
    if (pace.isLimited && declared !== 0) {
      return app(environ.derive({ input: new PacedInput(environ, pace, mostUndeclared) }), startResponse);
    }
    if (mostUndeclared === undefined) return app(environ, startResponse);
    return app(environ.derive({ input: new LimitedInput(environ, mostUndeclared) }), startResponse);
  };
}
