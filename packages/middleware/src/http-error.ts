import { TsgiError, type Environ, type HeaderList, type Middleware, type StartResponse } from "@tsgi/core";
import { TSGI_STATUS_INVALID } from "@tsgi/core/errors";
import { show, safely } from "@tsgi/core/server";
import { guard } from "./response/guard.ts";
import { sendProblem, type Problem } from "./response/problem.ts";
import { reasonOf } from "./http/reasons.ts";
import { checkOptions, type NoOptions } from "./shared/options.ts";

/** Options of {@link HttpError}. */
export interface HttpErrorOptions {
  /** Response headers: `Allow`, `Retry-After`, `WWW-Authenticate`. Default: none. */
  readonly headers?: HeaderList;
  /** Further members of the problem document: `type`, `title`, `instance` and your own (RFC 9457). Default: none. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Sends the message to the client. Default: true below 500. */
  readonly expose?: boolean;
  readonly cause?: unknown;
}

/**
 * A response as an exception: if an application throws it anywhere, `httpError()` or `errorPage()` sends the response.
 *
 * @example
 * const error = new HttpError(404, "There is no such article.");
 * error.status; // → 404
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly headerList: HeaderList;
  /** The same status, by the name that Express and Koa read if no other handler responds. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly members: Readonly<Record<string, unknown>>;
  readonly expose: boolean;

  /**
   * @param status 400 to 599
   * @param message one sentence for the client. Default: the name of the status
   * @throws TSGI_STATUS_INVALID
   */
  constructor(status: number, message?: string, options: HttpErrorOptions = {}) {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new TsgiError(TSGI_STATUS_INVALID, `${show(status)} of an HttpError, must be 400 to 599`);
    }
    const { headers = [], members = {}, expose = status < 500, cause } = options;
    super(message ?? reasonOf(status), cause === undefined ? undefined : { cause });
    this.status = status;
    this.headerList = headers;
    this.headers = recordOf(headers);
    this.members = members;
    this.expose = expose;
  }
}

function recordOf(headers: HeaderList): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const before = record[name];
    record[name] = before === undefined ? value : [before, value].flat();
  }
  return record;
}

/** Returns whether an error is an HttpError, also one of another copy of this module. */
export function isHttpError(error: unknown): error is HttpError {
  if (error instanceof HttpError) return true;
  return (
    error instanceof Error &&
    error.name === "HttpError" &&
    "status" in error &&
    Number.isInteger(error.status) &&
    (error.status as number) >= 400 &&
    (error.status as number) <= 599 &&
    "headerList" in error &&
    Array.isArray(error.headerList)
  );
}

/**
 * Returns what to send to the client for an HttpError, or for an error of TSGI that the client caused, for example a body
 * above its limit. Undefined for any other error.
 */
export function problemOf(error: unknown): Problem | undefined {
  return safely(() => seeProblem(error), undefined);
}

function seeProblem(error: unknown): Problem | undefined {
  if (isHttpError(error)) {
    const { status, message, headerList, members, expose } = error;
    const isTold = expose === true && typeof message === "string";
    return { status, headers: headerList, members, detail: isTold ? message : undefined };
  }
  if (error instanceof TsgiError && error.status < 499) return { status: error.status };
  return undefined;
}

/**
 * Sends responses for the HttpErrors that an application throws, rejects with, or throws in a streamed body before its
 * first chunk: a problem document if Accept prefers JSON (RFC 9457), else plain text. All other errors go on to the server.
 *
 * A body that is a ReadableStream or a file of the host is passed on unchanged: its errors go to the server.
 *
 * @throws TSGI_OPTION_INVALID at once: it has no options
 * @example
 * const app = httpError()((environ) => {
 *   throw new HttpError(404, `There is no ${environ.segments[0]}.`);
 * });
 */
export function httpError(options: NoOptions = {}): Middleware {
  checkOptions("httpError", options, {});
  return (app) => (environ, startResponse) =>
    guard(app, environ, startResponse, (error) => answerHttpError(environ, startResponse, error));
}

function answerHttpError(environ: Environ, startResponse: StartResponse, error: unknown): string {
  const problem = problemOf(error);
  if (problem === undefined) throw error;
  return sendProblem(environ, startResponse, problem, error);
}
