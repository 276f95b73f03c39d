/** The options that every `to*` takes, and close() of its handler. */
import type { Check, Checks } from "../options.ts";
import type { ErrorLog } from "../connection.ts";
import type { HostedApplication, InitialValues } from "./hosted-application.ts";

/** The options that every `to*` takes. */
export interface HandlerOptions {
  /** Values that every request starts with: pairs of key and value. Default: none. */
  readonly values?: InitialValues | undefined;
  /** The application's log, `environ.errors`. Default: that of the host: its standard error, logger or console. */
  readonly log?: ErrorLog | undefined;
  /**
   * The path at which clients find the application, percent-encoded as they send it: `/api`. For a request at or below this
   * path, `scriptName` ends with it and `pathInfo` has the rest; any other request keeps its whole path in `pathInfo`. Paths
   * are compared as sent, byte by byte.
   *
   * Needed if a proxy or router in front forwards `/api/…` without reporting the prefix. A prefix that the host mounts
   * itself (the path of `expressApp.use`, Fastify's `prefix`, the pattern of a Hono route, the stage of an API) comes first
   * in `scriptName` and needs no option. Default: `""`, the root.
   *
   * @example
   * const server = await serve(app, { basePath: "/api" }); // GET /api/users: scriptName "/api", pathInfo "/users"
   */
  readonly basePath?: string | undefined;
}

/** A handler that can shut down its application. */
export interface ClosableHandler extends AsyncDisposable {
  /**
   * Waits for a startup in progress and for `waitUntil` work, then runs the application's shutdown. Stop accepting requests
   * first.
   *
   * @param deadline milliseconds since the epoch, `Date.now() + 10_000`, after which it stops waiting. Default: none
   */
  close(deadline?: number): Promise<void>;
}

/** A path to mount at. */
const aBasePath: Check = {
  is: (value) => value === "" || (typeof value === "string" && /^\/[^?#]*[^?#/]$/.test(value)),
  must: 'a path such as "/api", without a slash at its end',
};

/** Checks for the options that every `to*` takes. */
export const handlerChecks: Checks<HandlerOptions> = {
  values: {
    is: (value) => Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2),
    must: "an array of [key, value] pairs",
  },
  log: {
    is: (value) => typeof (value as Partial<ErrorLog> | null)?.write === "function",
    must: "an object with write and flush",
  },
  basePath: aBasePath,
};

/** In the global registry of symbols, so that a second copy of this package finds it too: an upgrade may install one. */
const hosted: unique symbol = /* @__PURE__ */ Symbol.for("tsgi.hosted") as never;

/** Adds close() to a handler, and its hosted application for {@link hostedBy}. */
export function closable<Handler extends object>(
  handler: Handler,
  service: HostedApplication,
): Handler & ClosableHandler {
  const close = (deadline?: number): Promise<void> => service.stop(deadline);
  return Object.assign(handler, { close, [Symbol.asyncDispose]: () => close(), [hosted]: service });
}

/** For authors of hosts: returns the application behind a handler of a `to*`, or undefined for any other value. */
export function hostedBy(handler: unknown): HostedApplication | undefined {
  return (handler as { readonly [hosted]?: HostedApplication } | null | undefined)?.[hosted];
}
