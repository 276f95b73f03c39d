import type { Environ, Middleware } from "@tsgi/core";
import { LimitedInput } from "./limited-input.ts";
import { aFunction, anInteger, checkOptions, checkResult, either } from "../shared/options.ts";
import { answerProblem } from "../response/problem.ts";
import { Pace, PacedInput, paceChecks, type PaceOptions } from "./paced-input.ts";

/** How {@link bodyLimit} limits. */
export interface BodyLimitOptions extends PaceOptions {
  /**
   * Maximum bytes of a request body, or a function that gives them, for example for uploads; it has to give an integer of 0
   * or more. Default: 1 MiB (1,048,576).
   */
  readonly limit?: number | ((environ: Environ) => number);
}

/**
 * Limits request bodies, however they are read. One whose Content-Length is above the limit is answered 413 before the
 * application runs; one without a length ends with TSGI_INPUT_TOO_LARGE where it crosses the limit, which a server, and
 * `errorPage()`, answers 413. One that comes too slowly, or stops, ends with TSGI_INPUT_TOO_SLOW, 408. The limits
 * that `bytes()`, `text()` and `json()` have by themselves still hold.
 *
 * @throws TSGI_OPTION_INVALID at once; with a request, which is answered 500, if `limit` gives no such integer
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
      return answerProblem(environ, startResponse, { status: 413, detail: `The limit is ${most} bytes.` });
    }
    // A server keeps a body to its declared length.
    const mostUndeclared = declared === undefined ? most : undefined;
    if (pace.isLimited && declared !== 0) {
      return app(environ.derive({ input: new PacedInput(environ, pace, mostUndeclared) }), startResponse);
    }
    if (mostUndeclared === undefined) return app(environ, startResponse);
    return app(environ.derive({ input: new LimitedInput(environ, mostUndeclared) }), startResponse);
  };
}
