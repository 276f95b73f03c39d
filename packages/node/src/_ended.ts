import type { NodeResponse } from "./_types.ts";

/**
 * For routers that answer by themselves once a handler has returned, unless it gives a promise: resolves when the response has
 * ended or broken off, and never rejects. Undefined where it has ended already.
 */
export function endOf(response: NodeResponse): Promise<void> | undefined {
  if (response.writableEnded === true || response.destroyed === true) return undefined;
  return new Promise((resolve) => response.on("close", resolve));
}
