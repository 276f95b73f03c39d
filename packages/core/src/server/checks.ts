import { show } from "../values.ts";
import { TSGI_OPTION_INVALID } from "../errors.ts";
import { TsgiError } from "../tsgi-error.ts";

/**
 * Checks that options are an object, before anything is read of them.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function checkOptions(options: unknown): void {
  if (typeof options === "object" && options !== null) return;
  throw new TsgiError(TSGI_OPTION_INVALID, `options are ${show(options)}, not an object`);
}

/**
 * Checks a limit in bytes: one that is no number, `NaN` above all, would let everything pass.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function checkLimit(limit: unknown): void {
  if (typeof limit === "number" && limit >= 0) return;
  throw new TsgiError(TSGI_OPTION_INVALID, `limit is ${show(limit)}, not a number of bytes, 0 or more`);
}
