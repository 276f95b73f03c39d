import { messageOf } from "./_log.ts";
import { standardError } from "./_process.ts";
import { LONGEST_TIMER } from "./_timer.ts";

/** What ends the process by itself when nobody holds it up. */
const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;
type Signal = keyof typeof SIGNALS;

/** Every server of this process, with the time that it may take to close: one signal closes them all. */
const closers = new Map<() => Promise<void>, number>();
let isClosing = false;

/**
 * Calls `close` on SIGTERM and SIGINT, then ends the process.
 *
 * @param timeLimit in milliseconds; the process then ends with code 1, whatever is left
 * @returns a function that takes this back
 */
export function closeOnSignal(close: () => Promise<void>, timeLimit: number): () => void {
  if (closers.size === 0) for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
  closers.set(close, timeLimit);
  return () => {
    closers.delete(close);
    // While the process is on its way out the handlers stay, for the second signal.
    if (closers.size === 0 && !isClosing)
      for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
  };
}

function onSignal(signal: Signal): void {
  if (isClosing) process.exit(SIGNALS[signal]);
  isClosing = true;
  const timeLimit = Math.min(Math.max(...closers.values()), LONGEST_TIMER);
  setTimeout(() => fail(`[tsgi/node] not closed ${timeLimit} ms after ${signal}`), timeLimit);
  Promise.all([...closers.keys()].map((close) => close())).then(
    () => process.exit(0),
    (error: unknown) => fail(messageOf(error)),
  );
}

function fail(message: string): void {
  standardError.write(`${message}\n`);
  process.exit(1);
}
