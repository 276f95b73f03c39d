import type { Environ } from "@tsgi/core";
import { parseTarget } from "@tsgi/core/server";

/** Where an application stands in the path, as Express and Connect name it. */
export interface Located {
  originalUrl?: string;
  baseUrl?: string;
}

/** The target below the mount; never empty, as a listener expects it. One in absolute form stays as it is. */
export function urlOf(environ: Environ): string {
  const { scriptName, pathInfo, queryString, target } = environ;
  if (scriptName === "" && !target.startsWith("/") && isOf(environ)) return target;
  const path = pathInfo === "" ? "/" : pathInfo;
  if (queryString !== "") return `${path}?${queryString}`;
  return target.endsWith("?") ? `${path}?` : path;
}

/** Express's convention for what is mounted: `url` without the mount, `originalUrl` whole, `baseUrl` the mount. */
export function locate(request: object, environ: Environ): void {
  const located: Located = request;
  located.originalUrl = environ.target;
  located.baseUrl = environ.scriptName;
}

/** True while path and query are those of the target. */
function isOf({ method, target, pathInfo, queryString }: Environ): boolean {
  const parts = parseTarget(method, target);
  return parts?.pathInfo === pathInfo && parts.queryString === queryString;
}
