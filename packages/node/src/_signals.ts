/** What ends the process by itself when nobody holds it up. */
const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;
type Signal = keyof typeof SIGNALS;

/** Every server of this process: one signal closes them all, and only then the process ends. */
const closers = new Set<() => Promise<void>>();
let isClosing = false;

/** Calls `close` on SIGTERM and SIGINT, then ends the process. Gives the function that takes this back. */
export function closeOnSignal(close: () => Promise<void>): () => void {
  if (closers.size === 0) for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
  closers.add(close);
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
  Promise.all([...closers].map((close) => close())).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
