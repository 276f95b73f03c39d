import type { Environ, Middleware, StartResponse } from "@tsgi/core";
import { describe } from "@tsgi/core/server";
import { developmentPage, type ReadSource } from "./development-page.ts";
import { contain, logError, writeLine } from "../shared/contain.ts";
import { titleOf } from "../shared/error-text.ts";
import { isClientGone } from "../shared/failure.ts";
import { guard } from "../response/guard.ts";
import { aBoolean, aFunction, checkOptions } from "../shared/options.ts";
import { answerProblem, prefersJson, type Problem } from "../response/problem.ts";
import { problemOf } from "../http-error.ts";

/** How {@link errorPage} answers. */
export interface ErrorPageOptions {
  /**
   * Shows the client the error, its stack, the source around it and the request: for a developer's machine alone. Values
   * of headers that carry credentials are left out. Default: false.
   */
  readonly development?: boolean;
  /**
   * Takes each error that is answered with a status of 500 or more. What it throws, or rejects with, is logged.
   * Default: writes it to `environ.errors`, with its stack.
   */
  readonly log?: (error: unknown, environ: Environ) => unknown;
  /** Gives the source of a file for the excerpt. Default: reads it where the platform has files. */
  readonly readSource?: ReadSource;
}

/**
 * Answers every error of an application: an HttpError with its status, any other with 500. Clients whose Accept prefers
 * JSON get a problem document (RFC 9457), others plain text, and in development a page. In production an error tells
 * nothing of the inside. What it traps, and what it leaves to the server, is as with `httpError()`, which it contains.
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

/** An error whose own headers cannot be sent is answered without them. */
function answerSoundly(
  environ: Environ,
  startResponse: StartResponse,
  problem: Problem,
  error: unknown,
): string {
  try {
    return answerProblem(environ, startResponse, problem, error);
  } catch (failure) {
    if (failure === error) throw error; // the head is out
    logError(environ, failure);
    return answerProblem(environ, startResponse, { status: problem.status }, error);
  }
}
