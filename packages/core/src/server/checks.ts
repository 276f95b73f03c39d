import { show } from "../values.ts";
import { TSGI_OPTION_INVALID } from "../errors.ts";
import { TsgiError } from "../tsgi-error.ts";

/**
 * Checks a limit in bytes. In particular `NaN` is rejected: it would let everything pass.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function checkLimit(limit: unknown): void {
  if (typeof limit === "number" && limit >= 0) return;
  throw new TsgiError(TSGI_OPTION_INVALID, `limit is ${show(limit)}, not a number of bytes, 0 or more`);
}
