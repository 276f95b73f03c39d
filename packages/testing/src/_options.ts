import { TsgiError } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { checkOptions, show } from "@tsgi/core/server";

/** @throws TSGI_OPTION_INVALID for an unknown option, probably a misspelt one */
export function checkNames(options: object, names: readonly string[]): void {
  checkOptions(options);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TsgiError(
      TSGI_OPTION_INVALID,
      `there is no option ${show(unknown)}; the options are ${names.join(", ")}`,
    );
  }
}
