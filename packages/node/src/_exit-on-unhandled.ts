/** Failures to start that may still be caught. */
const failures = new Set<unknown>();

/**
 * Should nobody catch this failure to start, the process ends with its one line instead of a stack. Node tells of an
 * unhandled rejection within the same turn of its loop, so the watch ends with the next one.
 */
export function exitOnUnhandled(failure: unknown): void {
  if (failures.size === 0) process.on("uncaughtException", onUncaught);
  failures.add(failure);
  setImmediate(() => setImmediate(forget, failure));
}

function forget(failure: unknown): void {
  failures.delete(failure);
  if (failures.size === 0) process.off("uncaughtException", onUncaught);
}

function onUncaught(error: unknown): void {
  const text = error instanceof Error ? (failures.has(error) ? error.message : error.stack) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
