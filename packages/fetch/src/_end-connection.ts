import type { HostedApplication } from "@tsgi/core/server";

/** When a closing service last answered a request. */
const latest = new WeakMap<HostedApplication, number>();

/** Asks the client to send no more requests on this connection; a response of fetch() cannot be changed, and does not ask. */
export function endConnection({ headers }: Response, service: HostedApplication): void {
  latest.set(service, performance.now());
  try {
    headers.set("connection", "close");
  } catch {
    // The next response on the connection asks.
  }
}

/** How long ago, in milliseconds, a service that closes has answered a request. */
export function sinceLastAnswer(service: HostedApplication): number {
  return performance.now() - (latest.get(service) ?? -Infinity);
}
