/**
 * Should nobody catch this failure to start, the process ends with its one line instead of a stack. Node tells of an
 * unhandled rejection within the same turn of its loop, so the watch ends with the next one.
 */
export function exitOnUnhandled(failure: unknown): void {
  const onUncaught = (error: unknown): void => {
    process.stderr.write(`${error === failure && error instanceof Error ? error.message : stackOf(error)}\n`);
    process.exit(1);
  };
  process.once("uncaughtException", onUncaught);
  setImmediate(() => setImmediate(() => process.off("uncaughtException", onUncaught)));
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
