import { areFieldsSound } from "@tsgi/core/server";

/**
 * Checks what the host left unchecked: false for header fields that could be understood in two ways, see
 * {@link areFieldsSound}.
 *
 * @param fields as they came, where the host has them; `request.headers` costs more on some
 */
export function isSound(request: Request, fields: readonly string[] | undefined): boolean {
  return fields === undefined ? areHeadersSound(request) : areFieldsSound(fields);
}

/**
 * The request target, as the client sent it, as far as the host lets it be seen.
 *
 * @param absoluteForm see FetchHost
 */
export function targetOf(request: Request, absoluteForm: boolean): string {
  const { url } = request;
  return absoluteForm && isAbsoluteForm(request) ? url : pathOf(url);
}

/** Host name and port of a URL: 0 where it names none that can be. */
export function placeOf(url: string): { readonly name: string; readonly port: number } {
  const [, bracketed, plain, digits] = PLACE.exec(authorityOf(url)) ?? [];
  const port = Number(digits ?? 0);
  return { name: bracketed ?? plain ?? "", port: port < 65_536 ? port : 0 };
}

const PLACE = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/;

/** What stands behind the authority. A host that knows no authority may give the target alone. */
function pathOf(url: string): string {
  if (url.startsWith("/")) return url;
  const slash = url.indexOf("/", authorityStart(url));
  if (slash >= 0) return url.slice(slash);
  return url.endsWith("*") ? "*" : "/";
}

function isAbsoluteForm({ url, headers }: Request): boolean {
  const host = headers.get("host");
  return host !== null && host !== "" && !url.startsWith(`${host}/`, authorityStart(url));
}

function authorityOf(url: string): string {
  if (url.startsWith("/")) return "";
  const start = authorityStart(url);
  const end = url.slice(start).search(/[/?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

function authorityStart(url: string): number {
  return url.indexOf("//") + 2;
}

/** The host checked last: most requests of a server name the same. */
let lastHost = "";

function isAuthority(host: string): boolean {
  if (host === lastHost) return true;
  if (!areFieldsSound(["host", host])) return false;
  lastHost = host;
  return true;
}

/** Duplicates come joined by commas. A comma between quotes is part of a parameter (RFC 9110, 5.6.4). */
const ONE_TYPE = /^(?:[^",]|"(?:[^"\\]|\\.)*")*$/;

function areHeadersSound({ method, headers }: Request): boolean {
  const host = headers.get("host");
  if (host !== null && !isAuthority(host)) return false;
  if (method === "GET" || method === "HEAD") return true;
  const type = headers.get("content-type");
  if (type !== null && type.includes(",") && !ONE_TYPE.test(type)) return false;
  return !isListed(headers.get("content-length")) && !isListed(headers.get("transfer-encoding"));
}

function isListed(value: string | null): boolean {
  return value !== null && value.includes(",");
}
