import type { ErrorLog } from "@tsgi/core";
import { describe } from "@tsgi/core/server";

/** Writes an error with its stack to a server's log, which never throws. */
export function logTo(errors: ErrorLog, error: unknown): void {
  errors.write(`[tsgi/node] ${describe(error)}\n`);
}
