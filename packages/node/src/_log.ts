import type { ErrorLog } from "@tsgi/core";
import { describe } from "@tsgi/core/server";

/** Writes an error to a server's log, which never throws, with its stack. */
export function logTo(errors: ErrorLog, error: unknown): void {
  errors.write(`[tsgi/node] ${describe(error)}\n`);
}
