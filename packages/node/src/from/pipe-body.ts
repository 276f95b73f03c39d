import type { Body } from "@tsgi/core";
import { BodySource } from "@tsgi/core/server";
import type { FakeResponse } from "./fake-response.ts";

/**
 * Writes a streamed body to a response at the client's pace, and closes the body however it ends.
 *
 * @param begin sets the head: called with the first chunk, or at the end
 */
export async function pipeBody(body: Body, response: FakeResponse, begin: () => void): Promise<void> {
  const source = new BodySource(body);
  let resume: (() => void) | undefined;
  // Once, and before the first chunk: a middleware that compresses passes the listener on and never removes it.
  response.on("drain", () => resume?.());
  response.once("close", () => {
    resume?.();
    // The client need not wait for a body that fails to close.
    source.close(() => {});
  });
  try {
    let step = await source.next();
    while (step.done !== true && step.value.length === 0) step = await source.next();
    begin();
    for (; step.done !== true; step = await source.next()) {
      if (response.destroyed) return;
      const drained = new Promise<void>((resolve) => (resume = resolve));
      const isTaken = response.write(step.value);
      flush(response);
      if (!isTaken && !response.destroyed) await drained;
    }
    response.end();
  } finally {
    await source.closeAndWait();
  }
}

/**
 * Calls `flush` if a middleware that compresses has added it: such middleware holds chunks back until then. Node's own
 * response has no `flush`.
 */
function flush(response: FakeResponse): void {
  (response as { flush?: () => void }).flush?.();
}
