import { onUnhandled } from "./_unhandled.ts";

/** Should nobody catch this failure to start, the process ends with its one line instead of a stack. */
export function exitOnUnhandled(failure: unknown): void {
  onUnhandled(failure, () => {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
    process.exit(1);
  });
}
