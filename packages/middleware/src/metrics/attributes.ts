import { TsgiError, type Environ } from "@tsgi/core";
import { safely } from "@tsgi/core/server";

/** The attributes of a request (OpenTelemetry semantic conventions, HTTP metrics, 1.23 and later). */
export type Attributes = Record<string, string | number>;

/** Other methods would let clients make up time series. */
const METHODS = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "QUERY",
]);

/** Returns the method; `_OTHER` if it is unknown. */
export function knownMethod({ method }: Environ): string {
  return METHODS.has(method) ? method : "_OTHER";
}

/** Returns the attributes of an ended response. */
export function outcomeOf(
  { protocol }: Environ,
  status: number | undefined,
  error: unknown,
  route: string | undefined,
): Attributes {
  const attributes: Attributes = {
    "network.protocol.version": protocol.replace(/^HTTP\//, "").replace(/^([23])\.0$/, "$1"),
  };
  if (status !== undefined) attributes["http.response.status_code"] = status;
  if (status !== undefined && status >= 500) attributes["error.type"] = String(status);
  else if (error !== undefined && error !== null)
    attributes["error.type"] = safely(() => typeOf(error), "_OTHER");
  if (route !== undefined) attributes["http.route"] = route;
  return attributes;
}

/** Returns one of few values, because each creates a time series. */
function typeOf(error: unknown): string {
  if (error instanceof TsgiError) return error.code;
  return error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : "_OTHER";
}
