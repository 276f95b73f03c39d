import type { Environ } from "./environ.ts";

/**
 * Rebuilds the URL of the request (PEP 3333, "URL Reconstruction"): the Host header, or else the server's name and
 * its port where that is not the scheme's own; then the path and query as the client sent them.
 *
 * The Host header comes from the client: do not build links from it before the host name was checked.
 *
 * @example
 * requestUrl(environ); // → "https://example.com/api/x%2Fy?q=1"
 */
export function requestUrl(environ: Environ): string {
  const path = environ.pathInfo === "*" ? "" : environ.scriptName + environ.pathInfo;
  const query = environ.queryString === "" ? "" : `?${environ.queryString}`;
  return `${environ.scheme}://${environ.header("host") || serverAuthority(environ)}${path}${query}`;
}

/** The server's name as it stands in a URL, with its port where that is not the scheme's own. */
export function serverAuthority({ scheme, serverName, serverPort }: Environ): string {
  const host = serverName.includes(":") ? `[${serverName}]` : serverName;
  return serverPort === (scheme === "https" ? 443 : 80) ? host : `${host}:${serverPort}`;
}
