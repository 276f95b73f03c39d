import type { Environ, HeaderList, StartResponse } from "@tsgi/core";
import { weightOfType, weightedList } from "../http/accept.ts";
import { without, withVary } from "../http/headers.ts";
import { reasonOf } from "../http/reasons.ts";

/** An error as it is sent to the client. It must not contain anything internal. */
export interface Problem {
  readonly status: number;
  /** One sentence for people. Default: only the name of the status. */
  readonly detail?: string | undefined;
  /** Members of the problem document besides `type`, `title`, `status` and `detail` (RFC 9457, 3.2). */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: HeaderList | undefined;
}

/**
 * Responds with an error: a problem document if the client prefers JSON (RFC 9457), else plain text.
 *
 * @param error the cause, if there is one: it may replace a head
 */
export function sendProblem(
  environ: Environ,
  startResponse: StartResponse,
  problem: Problem,
  error?: unknown,
): string {
  const isJson = prefersJson(environ);
  const headers: HeaderList = [
    ["content-type", isJson ? "application/problem+json" : "text/plain; charset=utf-8"],
    ["cache-control", "no-store"],
    // These two describe another body.
    ...without(problem.headers ?? [], "content-type", "content-length"),
  ];
  startResponse(problem.status, withVary(headers, "accept"), error);
  return isJson ? documentOf(problem) : textOf(problem);
}

function documentOf({ status, detail, members }: Problem): string {
  const title = reasonOf(status);
  try {
    return JSON.stringify({ type: "about:blank", title, ...members, status, detail });
  } catch {
    // A cycle, a BigInt, a toJSON or a getter that throws.
    return JSON.stringify({ type: "about:blank", title, status, detail });
  }
}

function textOf({ status, detail }: Problem): string {
  return `${detail ?? reasonOf(status)}\n`;
}

/** Returns true if Accept weighs JSON above both HTML and plain text. */
export function prefersJson(environ: Environ): boolean {
  const accepted = weightedList(environ.header("accept"));
  const json = Math.max(
    weightOfType(accepted, "application/problem+json"),
    weightOfType(accepted, "application/json"),
  );
  return json > Math.max(weightOfType(accepted, "text/html"), weightOfType(accepted, "text/plain"));
}
