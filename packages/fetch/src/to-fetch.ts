import type { ApplicationLike, Environ, ErrorLog } from "@tsgi/core";
import {
  aBoolean,
  basePathEnd,
  checkOptions,
  closable,
  describe,
  Exchange,
  handlerChecks,
  HostedApplication,
  parseTarget,
  withHost,
  type ClosableHandler,
  type HandlerOptions,
  type TargetParts,
} from "@tsgi/core/server";
import { FetchEnviron } from "./_environ.ts";
import { rememberApplication } from "./_own.ts";
import { refusal } from "./_response.ts";
import type { FetchHost } from "./fetch-host.ts";
import { fieldOf, targetOf, withPrefix } from "./_target.ts";
import { FetchTransport } from "./_transport.ts";

export type { FetchHost, Peer } from "./fetch-host.ts";

/** Options of {@link toFetch}. The log is written to `console.error` by default. */
export interface FetchOptions extends HandlerOptions {
  /**
   * True if a router has already removed `basePath` from the URL, as `hono.mount` does: every request is then below it, and
   * `target` includes it again. Default: false.
   */
  readonly stripped?: boolean | undefined;
}

/**
 * A fetch handler. Returns the response of a synchronous application without a promise. The first request starts the
 * application, unless it has been started before.
 */
export interface FetchHandler<Context> extends ClosableHandler {
  /**
   * @param mounted number of path segments that the host has mounted this handler at, before `basePath`; default: 0
   * @param stripped replaces the option for this request
   */
  (request: Request, context: Context, mounted?: number, stripped?: boolean): Response | Promise<Response>;
}

/**
 * Returns a fetch handler, `(request) => response`, that serves a TSGI application.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an application, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * export default { fetch: toFetch(app) };
 */
export function toFetch(app: ApplicationLike, options?: FetchOptions): FetchHandler<unknown>;
export function toFetch<Context>(
  app: ApplicationLike,
  options: FetchOptions | undefined,
  host: FetchHost<Context>,
): FetchHandler<Context>;
export function toFetch<Context>(
  app: ApplicationLike,
  options: FetchOptions = {},
  host: FetchHost<Context> = PLAIN,
): FetchHandler<Context> {
  checkOptions("fetch/toFetch", options, { ...handlerChecks, stripped: aBoolean });
  const { basePath = "", stripped: isStripped = false, log = consoleLog } = options;
  const { name, version, multiprocess = false, absoluteForm = false, field = fieldOf } = host;
  const { checksFields: isChecked = false } = host;
  const capabilities: readonly string[] = Object.freeze([]);
  const info = { name, version, interfaceVersion, multiprocess, runOnce: false, capabilities };
  const service = new HostedApplication(app, info, log, options.values);
  const handler = (
    request: Request,
    context: Context,
    mounted = 0,
    stripped = isStripped,
  ): Response | Promise<Response> => {
    let transport: FetchTransport<Context>;
    // The handler throws no exception of a host's hook, nor of an invalid Request.
    try {
      const { method } = request;
      if (method === "CONNECT") return refusal(501, false); // applications do not create tunnels (RFC 9110, 9.3.6)
      const fields = host.fields?.(request, context);
      const isAbsolute = typeof absoluteForm === "function" ? absoluteForm(request, context) : absoluteForm;
      const target = targetOf(request, method, fields, isAbsolute, field, isChecked);
      const parts = target === undefined ? undefined : parseTarget(method, target);
      if (target === undefined || parts === undefined) return refusal(400, method === "HEAD");
      const sent = stripped ? withPrefix(target, basePath) : target;
      transport = new FetchTransport(request, method, sent, fields, context, service, host);
      const exchange = new Exchange(transport, service);
      const size = stripped ? undefined : mountSize(parts.pathInfo, mounted, basePath);
      transport.environ = environOf(exchange, method, parts, size, basePath);
      exchange.run(transport.environ);
    } catch (error) {
      if (host.mapError !== undefined) throw host.mapError(error);
      service.errors.write(`[tsgi/${name}] ${describe(error)}\n`);
      return refusal(500, false);
    }
    return transport.response;
  };
  if (host === PLAIN && Object.keys(options).length === 0) rememberApplication(handler, service.application);
  return closable(handler, service);
}

/** The defaults for an unknown host. */
const PLAIN: FetchHost<unknown> = { name: "fetch", version: "" };

const interfaceVersion = [1, 0] as const;

/** @param size characters of the path that are the mount; undefined if the base path was removed before */
function environOf(
  exchange: Exchange,
  method: string,
  { pathInfo, queryString, authority }: TargetParts,
  size: number | undefined,
  basePath: string,
): Environ {
  const fields = authority === undefined ? undefined : withHost(exchange.transport.fields, authority);
  const scriptName = size === undefined ? basePath : pathInfo.slice(0, size);
  return new FetchEnviron(exchange, method, scriptName, pathInfo.slice(size), queryString, fields);
}

/** Returns the number of characters of the host's own mount and the base path. */
function mountSize(path: string, mounted: number, basePath: string): number {
  if (mounted === 0) return basePathEnd(path, basePath);
  const size = sizeOf(path, mounted);
  return size + basePathEnd(path.slice(size), basePath);
}

/** Returns the number of characters of the first segments of a path. */
function sizeOf(path: string, segments: number): number {
  if (!path.startsWith("/")) return 0;
  let end = 0;
  for (let i = 0; i < segments && end >= 0; i++) end = path.indexOf("/", end + 1);
  return end < 0 ? path.length : end;
}

/** A log that every platform has. */
const consoleLog: ErrorLog = {
  // oxlint-disable-next-line no-console
  write: (text) => console.error(text.replace(/\n$/, "")),
  flush: () => {},
};
