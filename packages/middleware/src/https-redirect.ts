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
import { answerProblem } from "./response/problem.ts";

/** How {@link httpsRedirect} redirects. */
export interface HttpsRedirectOptions {
  /**
   * The host names that are one's own, without ports; a request for any other is answered 400, so that nobody is sent to,
   * and no cache keeps, a host that a client made up. Default: any, and no cache may keep the redirect.
   */
  readonly hosts?: readonly string[];
  /** The port of https. Default: 443. */
  readonly port?: number;
  /** 308 keeps the method (RFC 9110, 15.4.9). Default: 308. */
  readonly status?: 301 | 302 | 307 | 308;
  /** Leaves a request out, health checks and ACME challenges say. Default: none. */
  readonly exempt?: (environ: Environ) => boolean;
}

const aHost: Check = {
  is: (value) => typeof value === "string" && parseAuthority(value) !== undefined && !/:\d+$/.test(value),
  must: "a host name without a port",
};

/**
 * Sends requests that came by http to the same place by https. Behind a proxy that ends TLS, place `proxyFix({ proto: 1 })`
 * outside of it: the scheme is that of the server's own connection otherwise.
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
      return answerProblem(environ, startResponse, { status: 400, detail: "There is no such host here." });
    }
    const query = environ.queryString === "" ? "" : `?${environ.queryString}`;
    const path = environ.pathInfo === "*" ? "/" : environ.scriptName + environ.pathInfo;
    const location = `https://${host}${port === 443 ? "" : `:${port}`}${path || "/"}${query}`;
    // A redirect may be kept by any cache: one to a host that nobody has named must not be.
    const kept: HeaderList = own === undefined ? [["cache-control", "no-store"]] : [];
    startResponse(status, [["location", location], ...kept]);
    return null;
  };
}
