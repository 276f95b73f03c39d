import { TsgiError, type Environ } from "@tsgi/core";
import { safely } from "../shared/error-text.ts";

/** What a request is told apart by (OpenTelemetry semantic conventions, HTTP metrics, 1.23 and later). */
export type Attributes = Record<string, string | number>;

/** Any other method would let clients make up time series. */
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

/** `_OTHER` for one that is not known. */
export function knownMethod({ method }: Environ): string {
  return METHODS.has(method) ? method : "_OTHER";
}

/** What is known when the response has ended. */
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

/** Few values, as a time series is made of each. */
function typeOf(error: unknown): string {
  if (error instanceof TsgiError) return error.code;
  return error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : "_OTHER";
}
