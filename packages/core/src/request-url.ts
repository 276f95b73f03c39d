import type { Environ } from "./environ.ts";

/**
 * Returns the URL of the request (PEP 3333, "URL Reconstruction"): the Host header, or else the server's name, with its port
 * unless it is the default of the scheme; then the path and query as the client sent them.
 *
 * The Host header comes from the client: check the host name before you build links from it.
 *
 * @example
 * requestUrl(environ); // → "https://example.com/api/x%2Fy?q=1"
 */
export function requestUrl(environ: Environ): string {
  const path = environ.pathInfo === "*" ? "" : environ.scriptName + environ.pathInfo;
  const query = environ.queryString === "" ? "" : `?${environ.queryString}`;
  return `${environ.scheme}://${environ.header("host") || serverAuthority(environ)}${path}${query}`;
}

/** Returns the server's name as in a URL, with its port unless it is the default of the scheme. */
export function serverAuthority({ scheme, serverName, serverPort }: Environ): string {
  const host = serverName.includes(":") ? `[${serverName}]` : serverName;
  return serverPort === (scheme === "https" ? 443 : 80) ? host : `${host}:${serverPort}`;
}
