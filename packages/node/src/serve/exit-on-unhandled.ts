import { onUnhandled } from "./unhandled.ts";

/** If this failure to start is not caught, ends the process with its one line instead of a stack. */
export function exitOnUnhandled(failure: unknown): void {
  onUnhandled(failure, () => {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
    process.exit(1);
  });
}
