import { isThenable, show } from "../values.ts";
import type { ErrorLog } from "../connection.ts";

/** How many causes of an error are logged: a cause may lead back to itself. */
const MAX_CAUSES = 8;

/** A log that never throws and never rejects, whatever the given one does: it must not take the response with it. */
export function safeLog(log: ErrorLog): ErrorLog {
  return {
    write: (text) => void attempt(() => log.write(text)),
    flush: () => attempt(() => log.flush()),
  };
}

/** Calls back; what that throws or rejects with is dropped, where there is nobody left to report it to. */
export function attempt(action: () => unknown): void | PromiseLike<void> {
  try {
    const result = action();
    if (isThenable(result)) return result.then(ignore, ignore);
  } catch {
    // Nobody is left to report it to.
  }
  return undefined;
}

/** An error as a log shows it, with stack and causes. Never throws: a getter of the error may. */
export function describe(error: unknown, depth = 0): string {
  try {
    if (!(error instanceof Error)) return show(error);
    const ends = error.cause === undefined || depth === MAX_CAUSES;
    const cause = ends ? "" : `\n  caused by: ${describe(error.cause, depth + 1)}`;
    return `${error.stack ?? error.message}${cause}`;
  } catch {
    return "an error that cannot be shown: reading it throws";
  }
}

function ignore(): void {}
