/** What every `from*` has in common: what becomes of the path that its application is mounted at. */
import type { Check } from "../options.ts";
import type { Application } from "../types.ts";

/** Check of the option `prefix`. */
export const aPrefix: Check = {
  is: (value) => value === "strip" || value === "keep",
  must: '"strip" or "keep"',
};

/**
 * The option `prefix: "keep"`: runs an application as if it were not mounted, with the whole path in pathInfo. Without a
 * mount it costs nothing.
 */
export function keepPrefix(app: Application): Application {
  return (environ, startResponse) => {
    const { scriptName, pathInfo } = environ;
    if (scriptName === "") return app(environ, startResponse);
    return app(environ.derive({ scriptName: "", pathInfo: scriptName + pathInfo }), startResponse);
  };
}
