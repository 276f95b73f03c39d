import { Fault } from "./reply.ts";

/**
 * Waits, and no longer than the client does: its leaving ends the wait.
 *
 * @param seconds as Python's `time.sleep` takes them
 * @throws Fault for a negative time and for no number
 */
export async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  if (!(seconds >= 0)) throw new Fault("no time to sleep");
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal.addEventListener("abort", end);
  });
}
