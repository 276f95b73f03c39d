/** Node's HTTP module, and facts about a request and its response that Node and its frameworks report. */
import type * as Http from "node:http";
import { isBytes } from "@tsgi/core/server";
import type { NodeRequest, NodeResponse } from "../types.ts";

let ofNode: typeof Http | undefined;

/**
 * Returns Node's own module, loaded on first use and without an import: an import reads all exports of the module, and makes
 * Node load undici, HTTP/2 and its cryptography, five times what an HTTP server takes to load.
 */
export function http(): typeof Http {
  return (ofNode ??= process.getBuiltinModule("node:http"));
}

/** The properties by which Express, and partly Connect, describe the mount of a listener. */
export interface MountedRequest {
  readonly originalUrl?: unknown;
  readonly baseUrl?: unknown;
  readonly url?: string | undefined;
}

/** The request target as the client sent it, split at the mount. */
export interface MountPoint {
  readonly scriptName: string;
  /**
   * Path and query below the mount: `""`, or beginning with `/` or `?`; for an absolute-form target, that target without the
   * mount.
   */
  readonly rest: string;
}

/** Returns the target as the client sent it, even if `url` is shortened. */
export function targetOf({ originalUrl, url }: MountedRequest): string {
  return typeof originalUrl === "string" ? originalUrl : url!;
}

/**
 * Finds the end of the mount in the target; returns undefined if nothing has been removed from `url`. `baseUrl` and `url` do
 * not always add up to the target: below `/api`, `/api?x` becomes `/?x`, and Express 4 turns `/api//x` into `/x`; Connect
 * has no `baseUrl`. If a middleware has rewritten `url`, the rewritten one counts.
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

/** Returns the part below a mount as a target. The part may be only a query. */
export function pathOf(rest: string): string {
  return hasPath(rest) ? rest : `/${rest}`;
}

export function hasPath(rest: string): boolean {
  return rest !== "" && !rest.startsWith("?");
}

/** Returns true for a path. A target in absolute form, or one with a query, has been rewritten. */
function isPath(text: string): boolean {
  return text.startsWith("/") && !text.includes("?");
}

function collapsed(path: string): string {
  return path.replace(/\/+/g, "/");
}

/**
 * Returns true if a request declares a body, by length or by encoding (RFC 9112, 6.3); over HTTP/2, if its head does not end
 * the stream.
 */
export function mayHaveBody({ headers, stream }: NodeRequest): boolean {
  if (headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0") return true;
  return stream?.endAfterHeaders === false;
}

/**
 * Returns the bytes of a body that the host has already read and kept, as Cloud Functions does; undefined if there are none,
 * or if the body has not been read.
 */
export function rawBodyOf(request: NodeRequest): Uint8Array | undefined {
  if (!request.readableDidRead && !request.readableEnded) return undefined;
  const { rawBody } = request as { readonly rawBody?: unknown };
  return isBytes(rawBody) ? rawBody : undefined;
}

/**
 * Returns the fields as they describe the decoded bytes: with this length, if they had one, and without a content coding.
 */
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
 * Returns a promise for routers that respond themselves once a handler has returned, unless it returns a promise. It
 * resolves when the response has ended or broken off, and never rejects. Returns undefined if it has already ended.
 */
export function endOf(response: NodeResponse): Promise<void> | undefined {
  if (response.writableEnded === true || response.destroyed === true) return undefined;
  return new Promise((resolve) => response.on("close", resolve));
}
