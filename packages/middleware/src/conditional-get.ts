import type { Environ, HeaderList, Middleware } from "@tsgi/core";
import { discard } from "./response/body.ts";
import { contentFields, isConditional, statusOf } from "./http/conditions.ts";
import { headerOf, without } from "./http/headers.ts";
import { sendProblem } from "./response/problem.ts";
import { rewriting } from "./response/rewriting.ts";
import { checkOptions, type NoOptions } from "./shared/options.ts";

/**
 * Responds to conditional GET and HEAD requests by the ETag and Last-Modified of the application's 200: 304 if the client
 * has the current version, 412 if its precondition fails, in the order of RFC 9110, 13.2.2. Closes the body that is not
 * sent without reading it. For methods that change something, the application must check preconditions itself, before it
 * acts.
 *
 * @throws TSGI_OPTION_INVALID at once: it has no options
 * @example
 * const app = compose(conditionalGet(), etag())(shop);
 */
export function conditionalGet(options: NoOptions = {}): Middleware {
  checkOptions("conditionalGet", options, {});
  return rewriting((environ) => {
    if (!isConditional(environ)) return undefined;
    return (response) => {
      if (response.status !== 200) return response;
      const status = statusOf(environ, response.headers);
      if (status === 200) return response;
      discard(environ, response.body);
      if (status === 304) return { status, headers: without(response.headers, ...contentFields), body: null };
      return failed(environ, response.headers);
    };
  });
}

function failed(
  environ: Environ,
  headers: HeaderList,
): { status: number; headers: HeaderList; body: string } {
  let head: HeaderList = [];
  const tag = headerOf(headers, "etag");
  const body = sendProblem(environ, (_, problem) => (head = problem), {
    status: 412,
    headers: tag === undefined ? [] : [["etag", tag]],
  });
  return { status: 412, headers: head, body };
}
