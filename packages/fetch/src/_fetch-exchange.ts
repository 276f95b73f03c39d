import type { Environ } from "@tsgi/core";
import type { FetchExchange } from "./_exchange.ts";

/**
 * The exchange of a fetch host; undefined on any other. Told by a method, not by its class: a bundle for another host need
 * not hold the code of this one.
 */
export function asFetchExchange(exchange: Environ["exchange"]): FetchExchange<unknown> | undefined {
  return "hostValue" in exchange ? (exchange as FetchExchange<unknown>) : undefined;
}
