import { isThenable, show } from "../values.ts";
import type { ErrorLog } from "../connection.ts";

/** Maximum causes of an error to log: a chain of causes may be circular. */
const MAX_CAUSES = 8;
const UNREADABLE = "an error that cannot be shown";

/**
 * Returns a log that never throws and never rejects, whatever the given one does: a failing log must not fail the response.
 */
export function safeLog(log: ErrorLog): ErrorLog {
  return {
    write: (text) => void attempt(() => log.write(text)),
    flush: () => attempt(() => log.flush()),
  };
}

/**
 * Returns the result of `look`, or `otherwise` if it throws: a getter, a Proxy or a `toString` of an application's error
 * may.
 */
export function safely<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/** Calls back and ignores what that throws or rejects with: no caller could handle it. */
export function attempt(action: () => unknown): void | PromiseLike<void> {
  try {
    const result = action();
    if (isThenable(result)) return result.then(ignore, ignore);
  } catch {
    // As above.
  }
  return undefined;
}

/** Describes an error for a log, with its stack and its causes. Never throws: a getter of the error may. */
export function describe(error: unknown, depth = 0): string {
  try {
    if (!(error instanceof Error)) return show(error);
    const ends = error.cause === undefined || depth === MAX_CAUSES;
    const cause = ends ? "" : `\n  caused by: ${describe(error.cause, depth + 1)}`;
    return `${error.stack ?? error.message}${cause}`;
  } catch {
    return UNREADABLE;
  }
}

/** Describes an error in one line, by its name and its message. Never throws. */
export function titleOf(error: unknown): string {
  return safely(() => (error instanceof Error ? `${error.name}: ${error.message}` : show(error)), UNREADABLE);
}

function ignore(): void {}
