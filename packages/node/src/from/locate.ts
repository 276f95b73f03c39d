import type { Environ } from "@tsgi/core";
import { parseTarget } from "@tsgi/core/server";

/** The properties by which Express and Connect describe the mount of an application. */
export interface Located {
  originalUrl?: string;
  baseUrl?: string;
}

/** Returns the target below the mount; never empty, as a listener expects. A target in absolute form stays unchanged. */
export function urlOf(environ: Environ): string {
  const { scriptName, pathInfo, queryString, target } = environ;
  if (scriptName === "" && !target.startsWith("/") && isOf(environ)) return target;
  const path = pathInfo === "" ? "/" : pathInfo;
  if (queryString !== "") return `${path}?${queryString}`;
  return target.endsWith("?") ? `${path}?` : path;
}

/** Sets the properties by the convention of Express: `url` without the mount, `originalUrl` whole, `baseUrl` the mount. */
export function locate(request: object, environ: Environ): void {
  const located: Located = request;
  located.originalUrl = environ.target;
  located.baseUrl = environ.scriptName;
}

/** Returns true while path and query are those of the target. */
function isOf({ method, target, pathInfo, queryString }: Environ): boolean {
  const parts = parseTarget(method, target);
  return parts?.pathInfo === pathInfo && parts.queryString === queryString;
}
