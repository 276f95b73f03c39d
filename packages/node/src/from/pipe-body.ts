import { mapBody, type Body } from "@tsgi/core";
import type { FakeResponse } from "./fake-response.ts";

/**
 * Writes a streamed body to a response at the client's pace, and closes the body however it ends.
 *
 * @param begin sets the head: called when the first chunk or the end is there
 */
export async function pipeBody(body: Body, response: FakeResponse, begin: () => void): Promise<void> {
  const chunks = mapBody(body, { chunk: (chunk) => chunk })[Symbol.asyncIterator]();
  let resume: (() => void) | undefined;
  // Once, and before the first chunk: a middleware that compresses passes the listener on and never removes it.
  response.on("drain", () => resume?.());
  response.once("close", () => {
    resume?.();
    // The client waits for nothing of a body that fails to close.
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

/** Calls `flush` if a middleware that compresses has added it: it holds chunks back until then. Node's response has none. */
function flush(response: FakeResponse): void {
  (response as { flush?: () => void }).flush?.();
}
