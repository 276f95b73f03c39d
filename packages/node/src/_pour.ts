import { mapBody, type Body } from "@tsgi/core";
import type { PairResponse } from "./_node-pair-response.ts";

/**
 * Sends a streamed body by a response, at the client's pace, and closes it whichever way it ends.
 *
 * @param begin sets the head: called once there is a chunk, or none to come
 */
export async function pour(body: Body, response: PairResponse, begin: () => void): Promise<void> {
  const chunks = mapBody(body, { chunk: (chunk) => chunk })[Symbol.asyncIterator]();
  let resume: (() => void) | undefined;
  // Once, and before the first chunk: a middleware that compresses hands the listener on, and never gives it back.
  response.on("drain", () => resume?.());
  response.once("close", () => {
    resume?.();
    // A body that fails to close has been asked for nothing that the client waits for.
    chunks.return!().catch(() => {});
  });
  try {
    let step = await chunks.next();
    while (step.done === true || step.value.length === 0) {
      if (step.done === true) {
        begin();
        response.end();
        return;
      }
      step = await chunks.next();
    }
    begin();
    for (; step.done !== true; step = await chunks.next()) {
      if (response.destroyed) return;
      const drained = new Promise<void>((resolve) => (resume = resolve));
      const isTaken = response.write(step.value);
      flush(response);
      if (!isTaken && !response.destroyed) await drained;
    }
    response.end();
  } finally {
    await chunks.return!();
  }
}

/** A middleware that compresses holds chunks back until it is told; Node's response has no method of that name. */
function flush(response: PairResponse): void {
  (response as { flush?: () => void }).flush?.();
}
