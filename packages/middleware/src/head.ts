import type { Middleware } from "@tsgi/core";
import { discard, toBytes, wholeOf } from "./response/body.ts";
import { hasHeader } from "./http/headers.ts";
import { rewriteResponse } from "./response/rewrite.ts";
import { checkOptions, type NoOptions } from "./shared/options.ts";

/**
 * Responds to HEAD as the application responds to GET, for applications that support only GET. The body is closed unread,
 * and the length of a whole one is kept (RFC 9110, 9.3.2). All other methods are passed on unchanged.
 *
 * @throws TSGI_OPTION_INVALID at once: it has no options
 * @example
 * const app = head()(shop);
 */
export function head(options: NoOptions = {}): Middleware {
  checkOptions("head", options, {});
  return (app) => (environ, startResponse) => {
    if (environ.method !== "HEAD") return app(environ, startResponse);
    return rewriteResponse(app, environ.derive({ method: "GET" }), startResponse, (response) => {
      const { status, headers, body } = response;
      const whole = wholeOf(body);
      discard(environ, body);
      const isCounted =
        whole !== undefined && whole !== null && status !== 204 && status !== 205 && status !== 304;
      const hasLength = !isCounted || hasHeader(headers, "content-length");
      const length = hasLength ? undefined : String(toBytes(whole).length);
      return {
        status,
        headers: length === undefined ? headers : [...headers, ["content-length", length]],
        body: null,
      };
    });
  };
}
