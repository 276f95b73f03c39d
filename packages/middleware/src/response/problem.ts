import type { Environ, HeaderList, StartResponse } from "@tsgi/core";
import { weightOfType, weightedList } from "../http/accept.ts";
import { without, withVary } from "../http/headers.ts";
import { reasonOf } from "../http/reasons.ts";

/** What a client is told of an error. Nothing in it may come from the inside of the server. */
export interface Problem {
  readonly status: number;
  /** One sentence for people. Default: the status's own name alone. */
  readonly detail?: string | undefined;
  /** Members of the problem document besides `type`, `title`, `status` and `detail` (RFC 9457, 3.2). */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: HeaderList | undefined;
}

/**
 * Answers with an error: a problem document for clients that would rather have JSON (RFC 9457), else plain text.
 *
 * @param error the error that it is about, where there is one: it may replace a head
 */
export function answerProblem(
  environ: Environ,
  startResponse: StartResponse,
  problem: Problem,
  error?: unknown,
): string {
  const isJson = prefersJson(environ);
  const headers: HeaderList = [
    ["content-type", isJson ? "application/problem+json" : "text/plain; charset=utf-8"],
    ["cache-control", "no-store"],
    // The two are framing and form of another body.
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

/** True when Accept weighs JSON above both HTML and plain text. */
export function prefersJson(environ: Environ): boolean {
  const accepted = weightedList(environ.header("accept"));
  const json = Math.max(
    weightOfType(accepted, "application/problem+json"),
    weightOfType(accepted, "application/json"),
  );
  return json > Math.max(weightOfType(accepted, "text/html"), weightOfType(accepted, "text/plain"));
}
