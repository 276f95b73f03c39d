import { areFieldsSound } from "@tsgi/core/server";

/**
 * The request target, as the client sent it, as far as the host lets it be seen. Undefined where the header fields could
 * be understood in two ways: see {@link areFieldsSound} for what the host may have left unchecked.
 *
 * @param fields as they came, where the host has them; `request.headers` costs more on some
 * @param absoluteForm see FetchHost
 */
export function targetOf(
  request: Request,
  method: string,
  fields: readonly string[] | undefined,
  absoluteForm: boolean,
): string | undefined {
  const { url } = request;
  if (fields !== undefined) return areFieldsSound(fields) ? pathOf(url) : undefined;
  const { headers } = request;
  const host = headers.get("host");
  if (host !== null && !areFieldsSound(["Host", host])) return undefined;
  if (method !== "GET" && method !== "HEAD" && !isBodySound(headers)) return undefined;
  return absoluteForm && host && !isOfHost(url, host) ? url : pathOf(url);
}

/** Host name and port of a URL: 0 where it names none that can be. */
export function placeOf(url: string): { readonly name: string; readonly port: number } {
  const [, bracketed, plain, digits] = PLACE.exec(url) ?? [];
  const port = Number(digits ?? 0);
  return { name: bracketed ?? plain ?? "", port: port < 65_536 ? port : 0 };
}

const PLACE = /^\w+:\/\/(?:\[([^\]]*)\]|([^:/?#]*))(?::(\d*))?(?![^/?#])/;

/** What stands behind the authority. A host that knows no authority may give the target alone. */
export function pathOf(url: string): string {
  if (url.startsWith("/")) return url;
  const slash = url.indexOf("/", authorityStart(url));
  if (slash >= 0) return url.slice(slash);
  return url.endsWith("*") ? "*" : "/";
}

/** Tells whether a host made the URL of Host and a path. */
function isOfHost(url: string, host: string): boolean {
  const start = authorityStart(url);
  return url.startsWith(host, start) && url[start + host.length] === "/";
}

function authorityStart(url: string): number {
  return url.indexOf("//") + 2;
}

/** Duplicates come joined by commas. A comma between quotes is part of a parameter (RFC 9110, 5.6.4). */
const ONE_TYPE = /^(?:[^",]|"(?:[^"\\]|\\.)*")*$/;

function isBodySound(headers: Headers): boolean {
  const type = headers.get("content-type");
  if (type !== null && type.includes(",") && !ONE_TYPE.test(type)) return false;
  return !isListed(headers.get("content-length")) && !isListed(headers.get("transfer-encoding"));
}

function isListed(value: string | null): boolean {
  return value !== null && value.includes(",");
}
