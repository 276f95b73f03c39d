import { requestUrl, TsgiError, type Environ } from "@tsgi/core";
import { TSGI_URL_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";

/** A path and query that a URL keeps unchanged: nothing to encode, no dot segment to resolve (WHATWG URL, 4.4). */
const PLAIN = /^\/(?:[\w!$&()*+,:;=@~/-]|%(?!2e)|(?<!\/)\.)*(?:\?[\w!$&()*+,:;=@~/?.%-]*)?$/i;

/** The last origin and its parts: most requests to a server have the same. */
let lastScheme = "";
let lastHost = "";
let lastOrigin = "";

/**
 * Returns the URL of a request in the form that the platform's own Request has.
 *
 * @param keepsPrefix true if the path has the prefix that the application is mounted at
 * @throws TSGI_URL_INVALID if Host is not a valid host of a URL
 */
export function urlOf(environ: Environ, keepsPrefix: boolean): string {
  const origin = originOf(environ);
  const path = pathOf(environ, keepsPrefix);
  return PLAIN.test(path) ? origin + path : new URL(origin + path).href;
}

/** Returns path and query of the URL, not normalised. */
export function pathOf(environ: Environ, keepsPrefix: boolean): string {
  const { pathInfo, queryString } = environ;
  let path = pathInfo === "*" ? "" : pathInfo;
  if (keepsPrefix) path = environ.scriptName + path;
  if (path === "") path = "/";
  return queryString === "" ? path : `${path}?${queryString}`;
}

function originOf(environ: Environ): string {
  const { scheme } = environ;
  // Without Host, uses the server's own name and port, which could equal a Host as a key.
  const host = environ.header("host") || undefined;
  if (host === undefined) return parseOrigin(environ, host);
  if (host !== lastHost || scheme !== lastScheme) {
    lastOrigin = parseOrigin(environ, host);
    lastScheme = scheme;
    lastHost = host;
  }
  return lastOrigin;
}

function parseOrigin(environ: Environ, host: string | undefined): string {
  const root = requestUrl(environ.derive({ scriptName: "", pathInfo: "", queryString: "" }));
  try {
    return new URL(root).origin;
  } catch (cause) {
    throw new TsgiError(TSGI_URL_INVALID, show(host), cause);
  }
}
