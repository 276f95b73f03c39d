import type { Middleware } from "@tsgi/core";
import { discard, toBytes, wholeOf } from "./response/body.ts";
import { hasHeader } from "./http/headers.ts";
import { reviseReply } from "./response/rewrite.ts";

/**
 * Answers HEAD as the application answers GET, for applications that know GET alone. The body is closed unread, and a
 * whole one leaves its length behind (RFC 9110, 9.3.2). Every other method is handed on as it is.
 *
 * @example
 * const app = head()(shop);
 */
export function head(): Middleware {
  return (app) => (environ, startResponse) => {
    if (environ.method !== "HEAD") return app(environ, startResponse);
    return reviseReply(app, environ.derive({ method: "GET" }), startResponse, (reply) => {
      const { status, headers, body } = reply;
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
