/** Node's HTTP module, and what Node, and frameworks on it, report of a request and its response. */
import type * as Http from "node:http";
import { isBytes } from "@tsgi/core/server";
import type { NodeRequest, NodeResponse } from "./_types.ts";

let ofNode: typeof Http | undefined;

/**
 * Node's own module, taken when first needed and without an import: one reads all that the module exports, and makes Node
 * load undici, HTTP/2 and its cryptography, five times what an HTTP server takes to load.
 */
export function http(): typeof Http {
  return (ofNode ??= process.getBuiltinModule("node:http"));
}

/** The properties by which Express, and Connect in part, describe where they have mounted a listener. */
export interface MountedRequest {
  readonly originalUrl?: unknown;
  readonly baseUrl?: unknown;
  readonly url?: string | undefined;
}

/** The request target, taken apart at the mount, as the client sent it. */
export interface MountPoint {
  readonly scriptName: string;
  /** Path and query below the mount: `""`, or beginning with `/` or `?`; of an absolute-form target, that without the mount. */
  readonly rest: string;
}

/** Returns the target as the client sent it, whatever is left of it in `url`. */
export function targetOf({ originalUrl, url }: MountedRequest): string {
  return typeof originalUrl === "string" ? originalUrl : url!;
}

/**
 * Finds where in the target the mount ends; undefined if nothing has been removed from `url`. `baseUrl` and `url` are not always
 * the two parts of the target: below `/api`, `/api?x` becomes `/?x`, and Express 4 turns `/api//x` into `/x`; Connect has no
 * `baseUrl`. If a middleware has rewritten `url`, the rewritten one counts.
 */
export function mountPointOf(request: MountedRequest): MountPoint | undefined {
  const { originalUrl, url = "" } = request;
  if (typeof originalUrl !== "string" || originalUrl === url) return undefined;
  const baseUrl = typeof request.baseUrl === "string" ? request.baseUrl : undefined;
  const isWhole = baseUrl !== undefined && originalUrl.length === baseUrl.length + url.length;
  if (isWhole && originalUrl.endsWith(url)) return { scriptName: baseUrl, rest: url };
  const isRoot = url === "/" || url.startsWith("/?");
  const below = isRoot && !originalUrl.endsWith(url) ? url.slice(1) : url;
  let end = originalUrl.length - below.length;
  while (end > 0 && originalUrl[end - 1] === "/") end--;
  const scriptName = originalUrl.slice(0, end);
  const isMount = baseUrl === undefined ? isPath(scriptName) : collapsed(scriptName) === collapsed(baseUrl);
  const isAsSent = originalUrl.endsWith(below) && isMount;
  return isAsSent ? { scriptName, rest: originalUrl.slice(end) } : { scriptName: baseUrl ?? "", rest: url };
}

/** Returns what is below a mount as a target: it may be a query alone. */
export function pathOf(rest: string): string {
  return hasPath(rest) ? rest : `/${rest}`;
}

export function hasPath(rest: string): boolean {
  return rest !== "" && !rest.startsWith("?");
}

/** Returns true for a path. What is left of a target in absolute form, or has a query, has been rewritten. */
function isPath(text: string): boolean {
  return text.startsWith("/") && !text.includes("?");
}

function collapsed(path: string): string {
  return path.replace(/\/+/g, "/");
}

/** A request has a body when it says so, by length or by encoding (RFC 9112, 6.3); over HTTP/2 when its head is not its end. */
export function mayHaveBody({ headers, stream }: NodeRequest): boolean {
  if (headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0") return true;
  return stream?.endAfterHeaders === false;
}

/**
 * The bytes that a host, Cloud Functions say, has kept of a body which it has read; undefined where there are none, or the body
 * is still to be read.
 */
export function rawBodyOf(request: NodeRequest): Uint8Array | undefined {
  if (!request.readableDidRead && !request.readableEnded) return undefined;
  const { rawBody } = request as { readonly rawBody?: unknown };
  return isBytes(rawBody) ? rawBody : undefined;
}

/** The fields as they describe the bytes: of this length, where one was told, and no more compressed. */
export function withLength(fields: readonly string[], length: number): readonly string[] {
  const fitting: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const key = fields[i]!.toLowerCase();
    if (key === "content-encoding") continue;
    fitting.push(fields[i]!, key === "content-length" ? String(length) : fields[i + 1]!);
  }
  return fitting;
}

/**
 * For routers that answer by themselves once a handler has returned, unless it returns a promise: resolves when the response
 * has ended or broken off, and never rejects. Undefined if it has ended already.
 */
export function endOf(response: NodeResponse): Promise<void> | undefined {
  if (response.writableEnded === true || response.destroyed === true) return undefined;
  return new Promise((resolve) => response.on("close", resolve));
}
