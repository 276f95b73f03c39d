/** Errors as problem details (RFC 9457). */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Problem } from "./schemas.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  428: "Precondition Required",
  500: "Internal Server Error",
};

/** Ends the handling of a request with a problem. */
export class ProblemError extends Error {
  readonly status: number;
  readonly more: ProblemMore;

  constructor(status: number, detail?: string, more: ProblemMore = {}) {
    super(detail ?? TITLES[status]);
    this.status = status;
    this.more = { ...more, ...(detail === undefined ? {} : { detail }) };
  }
}

interface ProblemMore {
  readonly detail?: string;
  readonly errors?: Problem["errors"];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns the response to any error. The response to an unexpected one reveals nothing. */
export function problemOf(error: Error, log: (error: unknown) => void): Response {
  if (error instanceof ProblemError) return problem(error.status, error.more);
  if (error instanceof HTTPException && error.status < 500) {
    // Hono's own messages here are fixed texts: a malformed body, a media type that no route declares.
    return problem(error.status, { detail: error.message });
  }
  log(error);
  return problem(500);
}

/** Responds to an unknown path. */
export function notFound(context: Context): Response {
  return problem(404, { detail: `nothing is at ${context.req.path}` });
}

/** Responds to a method that the path does not have: those that it has are in Allow (RFC 9110, section 15.5.6). */
export function methodNotAllowed(methods: readonly string[]): (context: Context) => Response {
  const allow = methods.join(", ");
  return ({ req }) =>
    req.method === "OPTIONS"
      ? new Response(null, { status: 204, headers: { allow } })
      : problem(405, { detail: `this path takes ${allow}`, headers: { allow } });
}

function problem(status: number, { headers, ...more }: ProblemMore = {}): Response {
  const body: Problem = { type: "about:blank", title: TITLES[status] ?? "Error", status, ...more };
  return Response.json(body, {
    status,
    headers: { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}
