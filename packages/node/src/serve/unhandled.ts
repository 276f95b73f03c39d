/** Errors that may still be caught, each with the callback for the case that they are not. */
const watched = new Map<unknown, () => void>();

/**
 * Calls back if an error that is about to be thrown is not caught. Node reports an exception, and an unhandled rejection,
 * within the same turn of its loop, so the watch ends with the next one. Any other uncaught error still ends the process.
 */
export function onUnhandled(error: unknown, callback: () => void): void {
  if (watched.size === 0) {
    process.on("uncaughtException", onUncaught);
    process.on("unhandledRejection", onRejection);
  }
  watched.set(error, callback);
  setImmediate(() => setImmediate(forget, error));
}

function forget(error: unknown): void {
  watched.delete(error);
  if (watched.size > 0) return;
  process.off("uncaughtException", onUncaught);
  process.off("unhandledRejection", onRejection);
}

function onUncaught(error: unknown): void {
  const callback = watched.get(error);
  if (callback !== undefined) return callback();
  // Other listeners decide for themselves. Without this listener and without others the process would have ended.
  if (process.listenerCount("uncaughtException") > 1) return;
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

function onRejection(reason: unknown): void {
  const callback = watched.get(reason);
  if (callback !== undefined) return callback();
  // As Node does without a listener.
  if (process.listenerCount("unhandledRejection") === 1) throw reason;
}
