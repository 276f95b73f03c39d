import { sleep } from "../sleep.ts";
import { Fault } from "./reply.ts";

/**
 * `time.sleep(seconds)`, which the client's leaving ends.
 *
 * @throws Fault for a negative time and for no number, where Python raises ValueError
 */
export async function sleepSeconds(seconds: number, signal: AbortSignal): Promise<void> {
  if (!(seconds >= 0)) throw new Fault("no time to sleep");
  await sleep(seconds * 1000, signal);
}
