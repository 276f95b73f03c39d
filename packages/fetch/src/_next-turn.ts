/** Calls back when this turn of the platform's loop is over, after what waits to be sent. */
export function inNextTurn(callback: () => void): void {
  // Timers are the slower way, with a millisecond for each on some platforms.
  if (setImmediate === undefined) setTimeout(callback, 0);
  else setImmediate(callback);
}

const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
