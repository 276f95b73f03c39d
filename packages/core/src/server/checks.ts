import { aLimit, optionError } from "../options.ts";
import { show } from "../values.ts";

/**
 * Checks the limit of a request body.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function checkLimit(limit: unknown): void {
  if (!aLimit.is(limit)) throw optionError("core/input", `limit is ${show(limit)}, not ${aLimit.must}`);
}
