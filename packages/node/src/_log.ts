import type { ErrorLog } from "@tsgi/core";

/** Writes an error to a log, with its stack. Neither may end the process: not the log, not the error's own getters. */
export function logTo(errors: ErrorLog, error: unknown): void {
  try {
    const result: unknown = errors.write(`[tsgi/node] ${stackOf(error)}\n`);
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // There is no one else to tell.
  }
}

/** Of an error its stack, of anything else its text; never throws. */
export function stackOf(error: unknown): string {
  return textOf(error, () => (error as Error).stack ?? (error as Error).message);
}

/** Of an error its message, of anything else its text; never throws. */
export function messageOf(error: unknown): string {
  return textOf(error, () => (error as Error).message);
}

function textOf(error: unknown, ofError: () => string): string {
  try {
    return error instanceof Error ? ofError() : String(error);
  } catch {
    return "an error that cannot be shown";
  }
}
