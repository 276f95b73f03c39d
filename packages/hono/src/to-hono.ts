import { createKey, type ApplicationLike, type Key } from "@tsgi/core";
import { toFetch, type FetchOptions, type Peer } from "@tsgi/fetch";

/** What is used of Hono's context. */
export interface HonoContext {
  readonly req: { readonly raw: Request; readonly path: string; readonly routePath: string };
  readonly env: unknown;
  /** Throws where the platform has none. */
  readonly executionCtx: { waitUntil(promise: Promise<unknown>): void };
}

/** Hono's context of this request, with its env and executionCtx. */
export const honoContext: Key<HonoContext> = createKey("hono.context");

/** How {@link toHono} runs an application. */
export interface HonoOptions extends FetchOptions {
  /** What the platform knows of the connection: Hono's getConnInfo of that platform gives it. Default: nothing. */
  readonly peer?: (context: HonoContext) => Peer;
}

/**
 * Makes a TSGI application a handler for Hono, to be registered with a pattern that ends in `/*`: what stands before
 * it becomes scriptName. Errors before the head go to Hono's `onError`; what other Hono middleware does to responses,
 * it does to these.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none
 * @example
 * hono.all("/api/*", toHono(app));
 */
export function toHono(
  app: ApplicationLike,
  options: HonoOptions = {},
): (context: HonoContext) => Response | Promise<Response> {
  const handler = toFetch<HonoContext>(app, options, {
    name: "hono",
    version: "",
    throws: true,
    peer: (_request, context) => options.peer?.(context) ?? {},
    value: (key, _request, context) => (key === honoContext ? context : undefined),
    waitUntil: keepAlive,
  });
  return (context) =>
    handler(context.req.raw, context, options.scriptName ?? mountOf(context));
}

/** Where the platform has no execution context, the process itself goes on. */
function keepAlive(promise: Promise<void>, context: HonoContext): void {
  let executionContext: HonoContext["executionCtx"];
  try {
    executionContext = context.executionCtx;
  } catch {
    return;
  }
  executionContext.waitUntil(promise);
}

/** The part of the path that the route's pattern names before its `*`, as the client wrote it. */
function mountOf({ req }: HonoContext): string {
  const pattern = req.routePath;
  if (!pattern.endsWith("/*")) return "";
  const depth = pattern.split("/").length - 2;
  const { url } = req.raw;
  const path = url.slice(url.indexOf("/", url.indexOf("//") + 2)).replace(/[?#].*$/s, "");
  return path
    .split("/")
    .slice(0, depth + 1)
    .join("/");
}
