import { show } from "./_values.ts";
import { TSGI_OPTION_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";

/**
 * Checks that options are an object, before anything is read of them.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function checkOptions(options: unknown): void {
  if (typeof options === "object" && options !== null) return;
  throw new TsgiError(TSGI_OPTION_INVALID, `options are ${show(options)}, not an object`);
}
