/** What a service keeps to itself, in both directions (RFC 9110, 7.6.1). */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "trailers",
  "transfer-encoding",
  "upgrade",
]);

export function isOfConnection(name: string): boolean {
  return OF_THE_CONNECTION.has(name.toLowerCase());
}
