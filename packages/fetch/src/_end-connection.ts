import type { HostedApplication } from "@tsgi/core/server";

/** The time at which a closing service last responded to a request. */
const latest = new WeakMap<HostedApplication, number>();

/**
 * Asks the client to send no more requests on this connection. Has no effect on a response of fetch(), whose headers cannot
 * be changed.
 */
export function endConnection({ headers }: Response, service: HostedApplication): void {
  latest.set(service, performance.now());
  try {
    headers.set("connection", "close");
  } catch {
    // The next response on the connection asks instead.
  }
}

/** Returns the milliseconds since a closing service last responded to a request. */
export function sinceLastAnswer(service: HostedApplication): number {
  return performance.now() - (latest.get(service) ?? -Infinity);
}
