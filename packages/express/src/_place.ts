/** What Express tells of the place where it has mounted a handler. */
interface Located {
  readonly originalUrl: string;
  readonly baseUrl: string;
  readonly url: string;
}

/** The request target, taken apart at the mount, as the client sent it. */
export interface Place {
  readonly scriptName: string;
  /** Path and query below the mount: `""`, or beginning with `/` or `?`; of an absolute-form target, that without the mount. */
  readonly rest: string;
}

/**
 * Tells where in the target the mount ends. Express's `baseUrl` and `url` are not always the two parts of it: below `/api`,
 * `/api?x` is `/?x` there, and in Express 4 `/api//x` is `/x`. A middleware that has rewritten `url` is taken at its word.
 */
export function placeOf({ originalUrl, baseUrl, url }: Located): Place {
  if (originalUrl.length === baseUrl.length + url.length && originalUrl.endsWith(url)) {
    return { scriptName: baseUrl, rest: url };
  }
  const isRoot = url === "/" || url.startsWith("/?");
  const below = isRoot && !originalUrl.endsWith(url) ? url.slice(1) : url;
  let end = originalUrl.length - below.length;
  while (end > 0 && originalUrl[end - 1] === "/") end--;
  const scriptName = originalUrl.slice(0, end);
  const isAsSent = originalUrl.endsWith(below) && collapsed(scriptName) === collapsed(baseUrl);
  return isAsSent ? { scriptName, rest: originalUrl.slice(end) } : { scriptName: baseUrl, rest: url };
}

function collapsed(path: string): string {
  return path.replace(/\/+/g, "/");
}
