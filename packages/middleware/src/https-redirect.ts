import type { Environ, HeaderList, Middleware } from "@tsgi/core";
import { parseAuthority } from "./http/address.ts";
import { hostAskedFor } from "./http/origin.ts";
import {
  aFunction,
  anInteger,
  aBoolean,
  checkOptions,
  checkResult,
  listOf,
  oneOf,
  type Check,
} from "./shared/options.ts";
import { sendProblem } from "./response/problem.ts";

/** Options of {@link httpsRedirect}. */
export interface HttpsRedirectOptions {
  /**
   * Your host names, without ports; the response to a request for any other is 400, so that no client is redirected to a
   * made-up host, and no cache stores one. Default: any, and no cache may store the redirect.
   */
  readonly hosts?: readonly string[];
  /** The https port. Default: 443. */
  readonly port?: number;
  /** 308 keeps the method (RFC 9110, 15.4.9). Default: 308. */
  readonly status?: 301 | 302 | 307 | 308;
  /** Returns true for requests to let through, for example health checks and ACME challenges. Default: none. */
  readonly exempt?: (environ: Environ) => boolean;
}

const aHost: Check = {
  is: (value) => typeof value === "string" && parseAuthority(value) !== undefined && !/:\d+$/.test(value),
  must: "a host name without a port",
};

/**
 * Redirects http requests to the same URL on https. Behind a proxy that terminates TLS, place `proxyFix({ proto: 1 })`
 * outside it: otherwise the scheme is that of the connection to the proxy.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = httpsRedirect({ hosts: ["shop.example"] })(shop);
 */
export function httpsRedirect(options: HttpsRedirectOptions = {}): Middleware {
  checkOptions("httpsRedirect", options, {
    hosts: listOf(aHost),
    port: anInteger(1, 65_535),
    status: oneOf(301, 302, 307, 308),
    exempt: aFunction,
  });
  const { hosts, port = 443, status = 308, exempt } = options;
  const isExempt = (environ: Environ): boolean =>
    exempt !== undefined && checkResult("httpsRedirect", "exempt", exempt(environ), aBoolean);
  const own = hosts && new Set(hosts.map((host) => host.toLowerCase()));
  return (app) => (environ, startResponse) => {
    if (environ.scheme === "https" || isExempt(environ)) return app(environ, startResponse);
    const host = hostAskedFor(environ)?.replace(/:\d+$/, "");
    if (host === undefined || (own !== undefined && !own.has(host))) {
      return sendProblem(environ, startResponse, { status: 400, detail: "There is no such host here." });
    }
    const query = environ.queryString === "" ? "" : `?${environ.queryString}`;
    const path = environ.pathInfo === "*" ? "/" : environ.scriptName + environ.pathInfo;
    const location = `https://${host}${port === 443 ? "" : `:${port}`}${path || "/"}${query}`;
    // A redirect may be cached: one to an unchecked host must not be.
    const kept: HeaderList = own === undefined ? [["cache-control", "no-store"]] : [];
    startResponse(status, [["location", location], ...kept]);
    return null;
  };
}
