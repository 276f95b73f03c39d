import type { Environ } from "@tsgi/core";
import { exchangeOf } from "@tsgi/core/server";
import type { FetchTransport } from "./_transport.ts";

/**
 * Returns the transport of a fetch host; undefined on any other. Recognised by its members, not by its class: a bundle for
 * another host need not include the code of this one.
 */
export function fetchTransportOf(environ: Environ): FetchTransport<unknown> | undefined {
  const { transport } = exchangeOf(environ);
  return "request" in transport && "context" in transport
    ? (transport as FetchTransport<unknown>)
    : undefined;
}
