import type { Environ, HeaderList, Middleware } from "@tsgi/core";
import { discard } from "./response/body.ts";
import { contentFields, isConditional, statusOf } from "./http/conditions.ts";
import { headerOf, without } from "./http/headers.ts";
import { answerProblem } from "./response/problem.ts";
import { revising } from "./response/rewriting.ts";

/**
 * Answers conditional GET and HEAD requests by the ETag and the Last-Modified of the application's 200: 304 for what the
 * client has already, 412 where its precondition fails, in the order of RFC 9110, 13.2.2. The body that is left out is
 * closed unread. A method that changes things is for the application to refuse, before it acts.
 *
 * @example
 * const app = compose(conditionalGet(), etag())(shop);
 */
export function conditionalGet(): Middleware {
  return revising((environ) => {
    if (!isConditional(environ)) return undefined;
    return (reply) => {
      if (reply.status !== 200) return reply;
      const status = statusOf(environ, reply.headers);
      if (status === 200) return reply;
      discard(environ, reply.body);
      if (status === 304) return { status, headers: without(reply.headers, ...contentFields), body: null };
      return failed(environ, reply.headers);
    };
  });
}

function failed(
  environ: Environ,
  headers: HeaderList,
): { status: number; headers: HeaderList; body: string } {
  let head: HeaderList = [];
  const tag = headerOf(headers, "etag");
  const body = answerProblem(environ, (_, problem) => (head = problem), {
    status: 412,
    headers: tag === undefined ? [] : [["etag", tag]],
  });
  return { status: 412, headers: head, body };
}
