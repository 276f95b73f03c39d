/** The option `prefix`, which every `from*` takes. */
import type { Check } from "../options.ts";
import type { Application } from "../types.ts";

/** Check of the option `prefix`. */
export const aPrefix: Check = {
  is: (value) => value === "strip" || value === "keep",
  must: '"strip" or "keep"',
};

/**
 * Wraps an application so that it sees the whole path in pathInfo, as if it were not mounted: `prefix: "keep"`. Costs
 * nothing without a mount.
 */
export function keepPrefix(app: Application): Application {
  return (environ, startResponse) => {
    const { scriptName, pathInfo } = environ;
    if (scriptName === "") return app(environ, startResponse);
    return app(environ.derive({ scriptName: "", pathInfo: scriptName + pathInfo }), startResponse);
  };
}
