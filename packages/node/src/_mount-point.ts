/** The properties by which Express, and Connect in part, describe where they have mounted a listener. */
export interface MountedRequest {
  readonly originalUrl?: unknown;
  readonly baseUrl?: unknown;
  readonly url?: string | undefined;
}

/** The request target, taken apart at the mount, as the client sent it. */
export interface MountPoint {
  readonly scriptName: string;
  /** Path and query below the mount: `""`, or beginning with `/` or `?`; of an absolute-form target, that without the mount. */
  readonly rest: string;
}

/** Returns the target as the client sent it, whatever is left of it in `url`. */
export function targetOf({ originalUrl, url }: MountedRequest): string {
  return typeof originalUrl === "string" ? originalUrl : url!;
}

/**
 * Finds where in the target the mount ends; undefined if nothing has been removed from `url`. `baseUrl` and `url` are not always
 * the two parts of the target: below `/api`, `/api?x` becomes `/?x`, and Express 4 turns `/api//x` into `/x`; Connect has no
 * `baseUrl`. If a middleware has rewritten `url`, the rewritten one counts.
 */
export function mountPointOf(request: MountedRequest): MountPoint | undefined {
  const { originalUrl, url = "" } = request;
  if (typeof originalUrl !== "string" || originalUrl === url) return undefined;
  const baseUrl = typeof request.baseUrl === "string" ? request.baseUrl : undefined;
  const isWhole = baseUrl !== undefined && originalUrl.length === baseUrl.length + url.length;
  if (isWhole && originalUrl.endsWith(url)) return { scriptName: baseUrl, rest: url };
  const isRoot = url === "/" || url.startsWith("/?");
  const below = isRoot && !originalUrl.endsWith(url) ? url.slice(1) : url;
  let end = originalUrl.length - below.length;
  while (end > 0 && originalUrl[end - 1] === "/") end--;
  const scriptName = originalUrl.slice(0, end);
  const isMount = baseUrl === undefined ? isPath(scriptName) : collapsed(scriptName) === collapsed(baseUrl);
  const isAsSent = originalUrl.endsWith(below) && isMount;
  return isAsSent ? { scriptName, rest: originalUrl.slice(end) } : { scriptName: baseUrl ?? "", rest: url };
}

/** Returns what is below a mount as a target: it may be a query alone. */
export function pathOf(rest: string): string {
  return hasPath(rest) ? rest : `/${rest}`;
}

export function hasPath(rest: string): boolean {
  return rest !== "" && !rest.startsWith("?");
}

/** Returns true for a path. What is left of a target in absolute form, or has a query, has been rewritten. */
function isPath(text: string): boolean {
  return text.startsWith("/") && !text.includes("?");
}

function collapsed(path: string): string {
  return path.replace(/\/+/g, "/");
}
