import { TsgiError, type ApplicationLike, type Key } from "@tsgi/core";
import {
  aFunction,
  checkOptions,
  closable,
  handlerChecks,
  hostedBy,
  hostKey,
  oneOf,
  type ClosableHandler,
  type HandlerOptions,
} from "@tsgi/core/server";
import { toFetch, type Peer } from "@tsgi/fetch";
import { HTTPException } from "hono/http-exception";

/** The part of a platform's execution context that TSGI uses. */
export interface HonoExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
}

/** The part of Hono's context that TSGI uses. */
export interface HonoContext {
  readonly req: { readonly raw: Request; readonly routePath: string };
  readonly env: unknown;
  /** Throws if the platform has none. */
  readonly executionCtx: HonoExecutionContext;
}

/** Hono's context of this request. Absent under a plain `hono.mount`, which passes none on. */
export const honoContext: Key<HonoContext> = hostKey("hono.context");
/** Hono's `c.env`: the bindings of Workers, `incoming` and `outgoing` of @hono/node-server. */
export const honoEnv: Key<unknown> = hostKey("hono.env");
/** Hono's `c.executionCtx`. Absent if the platform has none. */
export const honoExecutionContext: Key<HonoExecutionContext> = hostKey("hono.execution_context");

/** Options of {@link toHono}. The log is written to `console.error` by default. */
export interface HonoOptions extends HandlerOptions {
  /**
   * Returns the address, port and protocol of the connection, for example through Hono's getConnInfo for the platform.
   * Default: those of @hono/node-server; elsewhere unknown.
   */
  peer?(context: HonoContext): Peer;
  /**
   * The scheme that clients connect with. Default: that of Node's socket on @hono/node-server; `http` on Deno, since a
   * client decides the scheme of `request.url` there; elsewhere that of `request.url`.
   */
  readonly scheme?: "http" | "https" | undefined;
}

/** A handler for Hono's routes, and for `hono.mount`. The first request starts the application. */
export interface HonoHandler extends ClosableHandler {
  (context: HonoContext): Response | Promise<Response>;
  (request: Request, ...handlerArgs: readonly unknown[]): Response | Promise<Response>;
}

/**
 * Returns a handler for Hono that serves a TSGI application. If its pattern ends in `/*`, the part before that becomes
 * scriptName. Errors before the head are passed to Hono's `onError`, errors of the client as an HTTPException with their
 * status. Other Hono middleware applies to the responses as usual.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an application, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * hono.all("/api/*", toHono(app));
 */
export function toHono(app: ApplicationLike, options: HonoOptions = {}): HonoHandler {
  checkOptions("hono/toHono", options, { ...handlerChecks, peer: aFunction, scheme: oneOf("http", "https") });
  const { peer, scheme, ...rest } = options;
  const handler = toFetch<Platform>(app, rest, {
    name: "hono",
    version: "",
    mapError,
    fields: (_request, platform) => incomingOf(platform)?.rawHeaders,
    absoluteForm: (_request, platform) => isAbsolute(platform),
    scheme: (platform) => scheme ?? schemeOf(platform),
    peer: (_request, platform) =>
      peer !== undefined && "req" in platform ? peer.call(options, platform) : peerOf(platform),
    value: valueOf,
    handlerArgs: (platform) => [platform.env, executionContextOf(platform)],
    waitUntil: (promise, platform) => executionContextOf(platform)?.waitUntil(promise),
  });
  const handle = (
    first: HonoContext | Request,
    second?: unknown,
    third?: unknown,
  ): Response | Promise<Response> => {
    const context = "req" in first ? first : isContext(second) ? second : undefined;
    if (context !== undefined) return handler(context.req.raw, context, depthOf(context));
    // A plain mount: Hono has removed the prefix from the URL, and passes only env and execution context.
    const platform = { env: second, executionCtx: third as HonoExecutionContext | undefined };
    return handler(first as Request, platform, 0, true);
  };
  return closable(handle, hostedBy(handler)!);
}

/**
 * Options for `hono.mount` that keep the request unchanged, so that scriptName is known.
 *
 * @example
 * hono.mount("/api", toHono(app), honoMount);
 */
export const honoMount: {
  readonly optionHandler: (context: HonoContext) => HonoContext;
  readonly replaceRequest: false;
} = { optionHandler: (context) => context, replaceRequest: false };

/** The arguments of a handler: a context, or the part of it that a plain mount passes. */
type Platform =
  | HonoContext
  | { readonly env: unknown; readonly executionCtx: HonoExecutionContext | undefined };

function isContext(value: unknown): value is HonoContext {
  return typeof value === "object" && value !== null && "req" in value;
}

function valueOf(key: Key<unknown>, _request: Request, platform: Platform): unknown {
  if (key === honoContext) return "req" in platform ? platform : undefined;
  if (key === honoEnv) return platform.env;
  return key === honoExecutionContext ? executionContextOf(platform) : undefined;
}

function executionContextOf(platform: Platform): HonoExecutionContext | undefined {
  try {
    return platform.executionCtx;
  } catch {
    return undefined; // the platform has none: its process keeps running by itself
  }
}

/** The request that @hono/node-server adds to Hono's env. */
interface Incoming {
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
  readonly url?: string;
  readonly socket: {
    readonly remoteAddress?: string;
    readonly remotePort?: number;
    readonly encrypted?: boolean;
  };
}

/** Returns Node's request; undefined for one of HTTP/2, whose fields have another form. */
function incomingOf({ env }: Platform): Incoming | undefined {
  const incoming = (env as { readonly incoming?: Incoming } | undefined)?.incoming;
  return Array.isArray(incoming?.rawHeaders) && incoming.httpVersion < "2" ? incoming : undefined;
}

/** Returns true if `request.url` is the target that the client sent in absolute form, or differs from Host only if it is. */
function isAbsolute(platform: Platform): boolean {
  const incoming = incomingOf(platform);
  return incoming === undefined ? isOfDeno(platform) : incoming.url?.startsWith("/") === false;
}

function schemeOf(platform: Platform): "http" | "https" | undefined {
  const socket = (platform.env as { readonly incoming?: Partial<Incoming> } | undefined)?.incoming?.socket;
  if (socket !== undefined) return socket.encrypted === true ? "https" : "http";
  return isOfDeno(platform) ? "http" : undefined;
}

/** Returns true if env is the object that Deno.serve passes to a handler after the Request. */
function isOfDeno({ env }: Platform): boolean {
  return typeof env === "object" && env !== null && "remoteAddr" in env && "completed" in env;
}

function peerOf(platform: Platform): Peer {
  const incoming = incomingOf(platform);
  if (incoming === undefined) return {};
  const { remoteAddress, remotePort } = incoming.socket;
  return { remoteAddress, remotePort, protocol: `HTTP/${incoming.httpVersion}` };
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  413: "Content Too Large",
};

/** Returns an error for Hono, which accepts only Error objects and takes the status only from its own class. */
function mapError(error: unknown): unknown {
  if (!(error instanceof Error))
    return new HTTPException(500, { message: "Internal Server Error", cause: error });
  const message = error instanceof TsgiError ? TITLES[error.status] : undefined;
  if (message === undefined) return error;
  return new HTTPException((error as TsgiError).status as 400 | 408 | 413, { message, cause: error });
}

/** Returns the number of segments in the route's pattern before its `*`. */
function depthOf({ req }: HonoContext): number {
  const pattern = req.routePath;
  let depth = depths.get(pattern);
  if (depth === undefined) {
    depth = pattern.endsWith("/*") ? pattern.split("/").length - 2 : 0;
    depths.set(pattern, depth);
  }
  return depth;
}

/** Depths by pattern. Grows only with the number of patterns. */
const depths = new Map<string, number>();
