import type { Environ, Middleware } from "@tsgi/core";
import { hostAskedFor, aSecureOrPlainOrigin } from "./http/origin.ts";
import { aFunction, aBoolean, checkOptions, checkResult, listOf } from "./shared/options.ts";
import { answerProblem } from "./response/problem.ts";

/** Which requests {@link csrf} lets through beside those of one's own pages. */
export interface CsrfOptions {
  /** Other origins whose pages may: `https://admin.example`. Default: none. */
  readonly origins?: readonly string[];
  /** Leaves a request out, one that is authenticated without cookies say. Default: none. */
  readonly exempt?: (environ: Environ) => boolean;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * Keeps pages of other origins from making a browser change something with its user's cookies: such a request is answered
 * 403. It goes by what browsers tell of themselves, `Sec-Fetch-Site` and else `Origin` against the host asked for; a request
 * with neither comes from no browser, and passes. No token is needed. Methods that change nothing pass always: GET must not
 * change anything.
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
    return answerProblem(environ, startResponse, {
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
  // The scheme is not compared: a proxy in front may have ended TLS. Browsers that leave Sec-Fetch-Site out are rare.
  if (!aSecureOrPlainOrigin.is(origin)) return false;
  const { protocol, host } = new URL(origin);
  return host === hostAskedFor(environ, protocol === "https:" ? "https" : "http");
}
