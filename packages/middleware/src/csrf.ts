import type { Environ, Middleware } from "@tsgi/core";
import { hostAskedFor, aSecureOrPlainOrigin } from "./http/origin.ts";
import { aFunction, aBoolean, checkOptions, checkResult, listOf } from "./shared/options.ts";
import { sendProblem } from "./response/problem.ts";

/** Options of {@link csrf}. */
export interface CsrfOptions {
  /** Other origins whose pages may send requests: `https://admin.example`. Default: none. */
  readonly origins?: readonly string[];
  /** Returns true for requests to let through, for example those that are authenticated without cookies. Default: none. */
  readonly exempt?: (environ: Environ) => boolean;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * Prevents pages of other origins from changing something with the cookies of a browser's user: it responds to such a
 * request with 403. It checks `Sec-Fetch-Site`, or else `Origin` against the requested host; a request with neither does
 * not come from a browser, and passes. No token is needed. Safe methods always pass: GET must not change anything.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = csrf({ origins: ["https://admin.example"] })(shop);
 */
export function csrf(options: CsrfOptions = {}): Middleware {
  checkOptions("csrf", options, { origins: listOf(aSecureOrPlainOrigin), exempt: aFunction });
  const { origins = [], exempt } = options;
  const trusted = new Set(origins);
  const isExempt = (environ: Environ): boolean =>
    exempt !== undefined && checkResult("csrf", "exempt", exempt(environ), aBoolean);
  return (app) => (environ, startResponse) => {
    if (SAFE.has(environ.method) || isOwn(environ, trusted) || isExempt(environ)) {
      return app(environ, startResponse);
    }
    return sendProblem(environ, startResponse, {
      status: 403,
      detail: "The request comes from another site.",
    });
  };
}

function isOwn(environ: Environ, trusted: ReadonlySet<string>): boolean {
  const origin = environ.header("origin");
  if (origin !== undefined && trusted.has(origin)) return true;
  const site = environ.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  if (origin === undefined) return true;
  // The scheme is not compared: a proxy in front may terminate TLS. Browsers without Sec-Fetch-Site are rare.
  if (!aSecureOrPlainOrigin.is(origin)) return false;
  const { protocol, host } = new URL(origin);
  return host === hostAskedFor(environ, protocol === "https:" ? "https" : "http");
}
