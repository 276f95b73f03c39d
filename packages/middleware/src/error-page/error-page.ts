import type { Environ, Middleware, StartResponse } from "@tsgi/core";
import { describe, titleOf } from "@tsgi/core/server";
import { developmentPage, type ReadSource } from "./development-page.ts";
import { contain, logError, writeLine } from "../shared/contain.ts";
import { isClientGone } from "../shared/failure.ts";
import { guard } from "../response/guard.ts";
import { aBoolean, aFunction, checkOptions } from "../shared/options.ts";
import { sendProblem, prefersJson, type Problem } from "../response/problem.ts";
import { problemOf } from "../http-error.ts";

/** Options of {@link errorPage}. */
export interface ErrorPageOptions {
  /**
   * Shows the client the error, its stack, the source around it and the request: only for a developer's machine. Values of
   * headers that carry credentials are omitted. Default: false.
   */
  readonly development?: boolean;
  /**
   * Receives each error with a status of 500 or more. Errors that it throws or rejects with are logged. Default: writes the
   * error with its stack to `environ.errors`.
   */
  readonly log?: (error: unknown, environ: Environ) => unknown;
  /** Returns the source of a file for the excerpt. Default: reads it if the platform has files. */
  readonly readSource?: ReadSource;
}

/**
 * Responds to every error of an application: to an HttpError with its status, to any other with 500. Clients whose Accept
 * prefers JSON get a problem document (RFC 9457), others plain text, and in development a page. In production the response
 * reveals nothing internal. It handles the same errors as `httpError()`, which it includes, and leaves the same to the
 * server.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = errorPage({ development: mode === "development" })(shop);
 */
export function errorPage(options: ErrorPageOptions = {}): Middleware {
  checkOptions("errorPage", options, { development: aBoolean, log: aFunction, readSource: aFunction });
  const { development = false, log = writeToErrors, readSource } = options;
  const answer = (environ: Environ, startResponse: StartResponse, error: unknown): string => {
    if (isClientGone(error)) throw error;
    const problem = problemOf(error) ?? { status: 500 };
    if (problem.status >= 500) contain(environ, () => log(error, environ), undefined);
    if (!development || problem.status < 500) return answerSoundly(environ, startResponse, problem, error);
    if (prefersJson(environ)) {
      const members = { ...problem.members, stack: describe(error).split("\n") };
      return answerSoundly(environ, startResponse, { ...problem, members, detail: titleOf(error) }, error);
    }
    const page = developmentPage(error, environ, readSource);
    startResponse(
      problem.status,
      [
        ["content-type", "text/html; charset=utf-8"],
        ["cache-control", "no-store"],
        ["vary", "accept"],
      ],
      error,
    );
    return page;
  };
  return (app) => (environ, startResponse) =>
    guard(app, environ, startResponse, (error) => answer(environ, startResponse, error));
}

function writeToErrors(error: unknown, environ: Environ): void {
  writeLine(environ, describe(error));
}

/** Responds without the error's own headers if they cannot be sent. */
function answerSoundly(
  environ: Environ,
  startResponse: StartResponse,
  problem: Problem,
  error: unknown,
): string {
  try {
    return sendProblem(environ, startResponse, problem, error);
  } catch (failure) {
    if (failure === error) throw error; // the head was sent
    logError(environ, failure);
    return sendProblem(environ, startResponse, { status: problem.status }, error);
  }
}
