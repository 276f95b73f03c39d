import { areFieldsSound, isAuthority } from "@tsgi/core/server";

/** Returns one header field of a request, duplicates joined; null if it was not sent. */
export type FieldReader = (request: Request, name: string) => string | null;

/** Reads a field in the way that every host supports. */
export function fieldOf({ headers }: Request, name: string): string | null {
  return headers.get(name);
}

/** Characters that no field value may contain: control characters except the tab (RFC 9110, 5.5). */
// oxlint-disable-next-line no-control-regex -- it looks for them
const CONTROL = /[\0-\x08\n-\x1f\x7f]/;

/** The last Host, and the beginning of a URL with it: most requests to a server name the same one. */
let lastHost: string | undefined;
let lastOrigin = "";

/**
 * Returns the request target as the client sent it, as far as the host exposes it. Returns undefined if the header fields
 * are ambiguous: {@link areFieldsSound} lists the checks that a host may have left out.
 *
 * @param fields as received, if the host has them; `request.headers` costs more on some hosts
 * @param absoluteForm see FetchHost; with `fields`, true if the client sent this form
 * @param isChecked true if the host rejects control characters
 */
export function targetOf(
  request: Request,
  method: string,
  fields: readonly string[] | undefined,
  absoluteForm: boolean,
  field: FieldReader,
  isChecked: boolean,
): string | undefined {
  const { url } = request;
  if (fields !== undefined) {
    if (!areFieldsSound(fields)) return undefined;
    return absoluteForm ? url : pathOf(url);
  }
  if (!isChecked && holdsControls(request.headers)) return undefined;
  const host = field(request, "host");
  const isSeen = host === lastHost && url.startsWith(lastOrigin);
  if (!isSeen && host !== null && !isAuthority(host)) return undefined;
  if (method !== "GET" && method !== "HEAD" && !isBodySound(request, field)) return undefined;
  if (isSeen) return url.slice(lastOrigin.length - 1);
  if (!host || url.startsWith("/")) return pathOf(url);
  const origin = `${url.slice(0, authorityStart(url))}${host}/`;
  if (!url.startsWith(origin)) return absoluteForm ? url : pathOf(url);
  lastHost = host;
  lastOrigin = origin;
  return url.slice(origin.length - 1);
}

/** Returns the target as the client sent it, if a router has removed the prefix from the URL. */
export function withPrefix(target: string, prefix: string): string {
  if (target.startsWith("/")) return prefix + target;
  const path = target.indexOf("/", authorityStart(target));
  return path < 0 ? target + prefix : target.slice(0, path) + prefix + target.slice(path);
}

function holdsControls(headers: Headers): boolean {
  for (const value of headers.values()) if (CONTROL.test(value)) return true;
  return false;
}

/** Returns host name and port of a URL; port 0 if it names none, or an impossible one. */
export function authorityOf(url: string): { readonly name: string; readonly port: number } {
  // For `OPTIONS *`, workerd puts the asterisk after the authority.
  const isAsterisk = url.endsWith("*") && url.indexOf("/", authorityStart(url)) < 0;
  const [, bracketed, plain, digits] = AUTHORITY.exec(isAsterisk ? url.slice(0, -1) : url) ?? [];
  const port = Number(digits ?? 0);
  return { name: bracketed ?? plain ?? "", port: port < 65_536 ? port : 0 };
}

const AUTHORITY = /^\w+:\/\/(?:\[([^\]]*)\]|([^:/?#]*))(?::(\d*))?(?![^/?#])/;

/** Returns the part after the authority. A host without an authority may pass only the target. */
export function pathOf(url: string): string {
  if (url.startsWith("/")) return url;
  const slash = url.indexOf("/", authorityStart(url));
  if (slash >= 0) return url.slice(slash);
  return url.endsWith("*") ? "*" : "/";
}

function authorityStart(url: string): number {
  return url.indexOf("//") + 2;
}

/** Duplicates are joined with commas. A comma between quotes is part of a parameter (RFC 9110, 5.6.4). */
const ONE_TYPE = /^(?:[^",]|"(?:[^"\\]|\\.)*")*$/;

function isBodySound(request: Request, field: FieldReader): boolean {
  const type = field(request, "content-type");
  if (type !== null && type.includes(",") && !ONE_TYPE.test(type)) return false;
  return !isListed(field(request, "content-length")) && !isListed(field(request, "transfer-encoding"));
}

function isListed(value: string | null): boolean {
  return value !== null && value.includes(",");
}
