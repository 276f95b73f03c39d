/** Calls back after this turn of the platform's loop, when waiting bytes have been sent. */
export function inNextTurn(callback: () => void): void {
  // Timers are slower: on some platforms each takes a millisecond.
  if (setImmediate === undefined) setTimeout(callback, 0);
  else setImmediate(callback);
}

const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
