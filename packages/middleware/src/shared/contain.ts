import type { Environ } from "@tsgi/core";
import { isThenable, safeLog } from "@tsgi/core/server";

/** Writes a line to the host's log; a log that fails must not affect the response. */
export function writeLine({ errors }: Environ, text: string): void {
  safeLog(errors).write(`[tsgi/middleware] ${text}\n`);
}

/** Logs an error with the host's log. */
export function logError(environ: Environ, error: unknown): void {
  environ.waitUntil(Promise.reject(error));
}

/**
 * Calls a function that must not affect the response, for example one that measures: what it throws or rejects with is
 * logged, and nothing waits for it.
 *
 * @param otherwise the result if it throws
 */
export function contain<T>(environ: Environ, call: () => T, otherwise: T): T {
  try {
    const result = call();
    if (isThenable(result)) environ.waitUntil(result);
    return result;
  } catch (error) {
    logError(environ, error);
    return otherwise;
  }
}
