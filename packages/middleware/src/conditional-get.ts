import type { Environ, HeaderList, Middleware } from "@tsgi/core";
import { discard } from "./_body.ts";
import { matchesStrongly, matchesWeakly, parseTags } from "./_etag-list.ts";
import { headerOf, without } from "./_headers.ts";
import { parseHttpDate } from "./_http-date.ts";
import { answerProblem } from "./_problem.ts";
import { reviseReply } from "./_revise.ts";

const CONDITIONS = ["if-match", "if-unmodified-since", "if-none-match", "if-modified-since"] as const;
/** Describe a content that a 304 does not have; a client that combines keeps its own (RFC 9110, 15.4.5). */
const OF_CONTENT = [
  "content-type",
  "content-length",
  "content-encoding",
  "content-language",
  "content-range",
  "content-disposition",
];

/**
 * Answers conditional GET and HEAD requests by the ETag and the Last-Modified of the application's 200: 304 for what the
 * client has already, 412 where its precondition fails, in the order of RFC 9110, 13.2.2. The body that is left out is
 * closed unread. A method that changes things is for the application to refuse, before it acts.
 *
 * @example
 * const app = compose(conditionalGet(), etag())(shop);
 */
export function conditionalGet(): Middleware {
  return (app) => (environ, startResponse) => {
    if (!isConditional(environ)) return app(environ, startResponse);
    return reviseReply(app, environ, startResponse, (reply) => {
      if (reply.status !== 200) return reply;
      const status = statusOf(environ, reply.headers);
      if (status === 200) return reply;
      discard(environ, reply.body);
      if (status === 304) return { status, headers: without(reply.headers, ...OF_CONTENT), body: null };
      return failed(environ, reply.headers);
    });
  };
}

function isConditional(environ: Environ): boolean {
  if (environ.method !== "GET" && environ.method !== "HEAD") return false;
  return CONDITIONS.some((name) => environ.header(name) !== undefined);
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

/** The preconditions in their order; each is looked at only where the one before it was not given or was true. */
function statusOf(environ: Environ, headers: HeaderList): 200 | 304 | 412 {
  const tag = headerOf(headers, "etag");
  const modified = parseHttpDate(headerOf(headers, "last-modified"));
  const ifMatch = environ.header("if-match");
  if (ifMatch !== undefined) {
    if (!isAmong(ifMatch, tag, matchesStrongly)) return 412;
  } else if (isAfter(modified, environ.header("if-unmodified-since"))) {
    return 412;
  }
  const ifNoneMatch = environ.header("if-none-match");
  if (ifNoneMatch !== undefined) return isAmong(ifNoneMatch, tag, matchesWeakly) ? 304 : 200;
  const since = parseHttpDate(environ.header("if-modified-since"));
  return since !== undefined && modified !== undefined && modified <= since ? 304 : 200;
}

function isAmong(
  field: string,
  tag: string | undefined,
  matches: (a: string, b: string) => boolean,
): boolean {
  const tags = parseTags(field);
  if (tags === "*") return true; // a 200 has a current representation
  return tag !== undefined && tags.some((one) => matches(one, tag));
}

function isAfter(modified: number | undefined, field: string | undefined): boolean {
  const limit = parseHttpDate(field);
  return limit !== undefined && modified !== undefined && modified > limit;
}
