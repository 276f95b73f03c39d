import { LONGEST_TIMER } from "../options.ts";

/** The signals that end a process, each with the exit code that shells report for it. */
const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;
export type Signal = keyof typeof SIGNALS;

/** The runtime's own functions to listen for signals and to exit. */
export interface SignalHost {
  on(signal: Signal, listener: () => void): void;
  off(signal: Signal, listener: () => void): void;
  exit(code: number): void;
  /** Writes a line to standard error. */
  write(text: string): void;
}

/** Every server of this process, with its time limit for closing: one signal closes them all. */
const closers = new Map<() => Promise<void>, number>();
/** Set while listeners are registered. */
let current: { readonly host: SignalHost; readonly name: string } | undefined;
let isClosing = false;

const listeners: Readonly<Record<Signal, () => void>> = {
  SIGTERM: () => onSignal("SIGTERM"),
  SIGINT: () => onSignal("SIGINT"),
};

/**
 * Calls `close` on SIGTERM and SIGINT, then ends the process: with code 0, or with 1 if `close` rejects. A second signal
 * ends the process immediately.
 *
 * @param name name of the host, for messages
 * @param timeLimit in milliseconds, after which the process ends with code 1
 * @returns a function that removes the listeners
 */
export function closeOnSignal(
  host: SignalHost,
  name: string,
  close: () => Promise<void>,
  timeLimit: number,
): () => void {
  if (current === undefined) {
    current = { host, name };
    for (const signal of Object.keys(SIGNALS) as Signal[]) host.on(signal, listeners[signal]);
  }
  closers.set(close, timeLimit);
  return () => {
    closers.delete(close);
    // While the process shuts down the listeners stay, for the second signal.
    if (closers.size > 0 || isClosing || current === undefined) return;
    for (const signal of Object.keys(SIGNALS) as Signal[]) current.host.off(signal, listeners[signal]);
    current = undefined;
  };
}

function onSignal(signal: Signal): void {
  const { host, name } = current!;
  if (isClosing) return host.exit(SIGNALS[signal]);
  isClosing = true;
  const fail = (message: string): void => {
    host.write(`${message}\n`);
    host.exit(1);
  };
  const timeLimit = Math.min(Math.max(...closers.values()), LONGEST_TIMER);
  setTimeout(() => fail(`[tsgi/${name}] not closed ${timeLimit} ms after ${signal}`), timeLimit);
  Promise.all([...closers.keys()].map((close) => close())).then(
    () => host.exit(0),
    (error: unknown) => fail(messageOf(error)),
  );
}

/** Returns the message of an error, or the text of anything else; never throws. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "an error that cannot be shown";
  }
}
