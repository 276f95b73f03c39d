import type { Environ } from "../environ.ts";
import { exchangeKey, receivedKey } from "../host-symbols.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Returns the exchange that an environ is a view of.
 *
 * @example
 * exchangeOf(environ).log(new Error("for the server's log, with its stack"));
 */
export function exchangeOf(environ: Environ): Exchange {
  return environ[exchangeKey] as Exchange;
}

/** Returns true as long as headers, body and connection are those received, and no derive() has replaced them. */
export function isAsReceived(environ: Environ): boolean {
  return environ[receivedKey];
}
