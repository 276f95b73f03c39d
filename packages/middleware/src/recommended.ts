import { compose, type Middleware } from "@tsgi/core";
import { joinEdits } from "./response/edit-head.ts";
import { aBoolean, anObject, checkOptions, either, oneOf } from "./shared/options.ts";
import { joinRewrites } from "./response/rewriting.ts";
import { accessLog, type AccessLogOptions } from "./access-log/access-log.ts";
import { bodyLimit, type BodyLimitOptions } from "./body-limit/body-limit.ts";
import { compress, type CompressOptions } from "./compress/compress.ts";
import { conditionalGet } from "./conditional-get.ts";
import { cors, type CorsOptions } from "./cors.ts";
import { csrf, type CsrfOptions } from "./csrf.ts";
import { errorPage, type ErrorPageOptions } from "./error-page/error-page.ts";
import { etag, type EtagOptions } from "./etag/etag.ts";
import { httpsRedirect, type HttpsRedirectOptions } from "./https-redirect.ts";
import { proxyFix, type ProxyFixOptions } from "./proxy-fix/proxy-fix.ts";
import { requestId, type RequestIdOptions } from "./request-id/request-id.ts";
import { securityHeaders, type SecurityHeadersOptions } from "./security-headers.ts";
import { timeout, type TimeoutOptions } from "./timeout.ts";

/** The options of each middleware, in the order of the chain; false omits one. */
export interface RecommendedOptions {
  /** Default: omitted, since no proxy is trusted. */
  readonly proxyFix?: ProxyFixOptions | false;
  readonly accessLog?: AccessLogOptions | false;
  readonly requestId?: RequestIdOptions | false;
  readonly securityHeaders?: SecurityHeadersOptions | false;
  /** Default: omitted, since a server behind a proxy needs `proxyFix` first. */
  readonly httpsRedirect?: HttpsRedirectOptions | false;
  /** Default: omitted; other origins may read nothing. */
  readonly cors?: CorsOptions | false;
  readonly compress?: CompressOptions | false;
  readonly conditionalGet?: boolean;
  readonly etag?: EtagOptions | false;
  readonly errorPage?: ErrorPageOptions | false;
  readonly csrf?: CsrfOptions | false;
  readonly bodyLimit?: BodyLimitOptions | false;
  readonly timeout?: TimeoutOptions | false;
}

/**
 * Composes the middleware that an application in production should have, in the right order: first what logs and identifies
 * a request, then what changes the response, then the error page, and inside it what rejects requests.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = recommended({ proxyFix: { for: 1, proto: 1 }, cors: { origin: "https://app.example" } })(shop);
 */
export function recommended(options: RecommendedOptions = {}): Middleware {
  const own = either(anObject, oneOf(false));
  checkOptions("recommended", options, {
    proxyFix: own,
    accessLog: own,
    requestId: own,
    securityHeaders: own,
    httpsRedirect: own,
    cors: own,
    compress: own,
    conditionalGet: aBoolean,
    etag: own,
    errorPage: own,
    csrf: own,
    bodyLimit: own,
    timeout: own,
  });
  const chain = [
    ...part(options.proxyFix ?? false, proxyFix),
    ...part(options.accessLog, accessLog),
    ...part(options.requestId, requestId),
    ...part(options.securityHeaders, securityHeaders),
    ...part(options.httpsRedirect ?? false, httpsRedirect),
    ...(options.cors ? [cors(options.cors)] : []),
    ...part(options.compress, compress),
    ...(options.conditionalGet === false ? [] : [conditionalGet()]),
    ...part(options.etag, etag),
    ...part(options.errorPage, errorPage),
    ...part(options.csrf, csrf),
    ...part(options.bodyLimit, bodyLimit),
    ...part(options.timeout, timeout),
  ];
  return compose(...joined(chain));
}

/** Joins neighbours of the same kind. */
function joined(chain: readonly Middleware[]): Middleware[] {
  const list: Middleware[] = [];
  for (const inner of chain) {
    const outer = list.at(-1);
    const both = outer && (joinEdits(outer, inner) ?? joinRewrites(outer, inner));
    if (both === undefined) list.push(inner);
    else list[list.length - 1] = both;
  }
  return list;
}

function part<T>(options: T | false | undefined, make: (options?: T) => Middleware): Middleware[] {
  return options === false ? [] : [make(options)];
}
