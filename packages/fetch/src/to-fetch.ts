import { Environ, type ApplicationLike, type ErrorLog, type Key } from "@tsgi/core";
import { Service, type InitialValues } from "@tsgi/core/server";
import { FetchExchange, pathStart } from "./_exchange.ts";

/** What a host knows of the connection besides the Request. */
export interface Peer {
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  /** `HTTP/2`; default: `HTTP/1.1`. */
  readonly protocol?: string;
}

/** What a host of fetch handlers gives besides the Request: for those who build a host on {@link toFetch}. */
export interface FetchHost<Context> {
  /** Name of the host, as in its package's name. */
  readonly name: string;
  readonly version: string;
  /** True where other processes run the application at the same time. */
  readonly multiprocess?: boolean;
  /** From the host's own knowledge alone, never from a header that a client can send. */
  peer?(request: Request, context: Context): Peer;
  /** Values that this request begins with. */
  values?(request: Request, context: Context): readonly (readonly [Key<unknown>, unknown])[];
  /** Keeps the host from ending while the promise is pending; it never rejects. */
  waitUntil?(promise: Promise<void>, context: Context): void;
  /** True where an error before the head is thrown on, to the host's own error handling. Default: a plain 500. */
  readonly throws?: boolean;
}

/** How {@link toFetch} runs an application. */
export interface FetchOptions {
  /** Values that every request begins with: pairs of key and value. Default: none. */
  readonly environ?: InitialValues;
  /** Where the application's log goes. Default: `console.error`. */
  readonly errors?: ErrorLog;
  /** Where in the path the application is mounted: `/api`. Default: nowhere. */
  readonly scriptName?: string;
}

/** A fetch handler. A synchronous application is answered without a promise. */
export interface FetchHandler<Context> {
  (
    request: Request,
    context: Context,
    options?: { readonly scriptName?: string },
  ): Response | Promise<Response>;
  /** The application in this server. The first request starts it, if nobody did before. */
  readonly service: Service;
}

/**
 * Makes a TSGI application a fetch handler, `(request) => response`.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none
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
  host: FetchHost<Context> = { name: "fetch", version: "" },
): FetchHandler<Context> {
  const info = {
    name: host.name,
    version: host.version,
    interfaceVersion: [1, 0] as const,
    multiprocess: host.multiprocess ?? false,
    runOnce: false,
    capabilities: Object.freeze([]),
  };
  const service = new Service(app, info, options.errors ?? consoleLog, options.environ);
  const handler = (
    request: Request,
    context: Context,
    { scriptName = options.scriptName ?? "" }: { readonly scriptName?: string } = {},
  ): Response | Promise<Response> => {
    const exchange = new FetchExchange(request, context, service, host);
    const environ = environOf(request, exchange, scriptName);
    if (service.ready) {
      exchange.run(service.application, environ);
      return exchange.response;
    }
    service.start().then(
      () => exchange.run(service.application, environ),
      (error: unknown) => exchange.abort(error),
    );
    return exchange.response;
  };
  return Object.assign(handler, { service });
}

function environOf<Context>(request: Request, exchange: FetchExchange<Context>, scriptName: string): Environ {
  const { url, method } = request;
  const start = pathStart(url);
  const mark = url.indexOf("?", start);
  const path = mark < 0 ? url.slice(start) : url.slice(start, mark);
  const isMounted =
    scriptName !== "" && path.startsWith(scriptName) && /^(?:\/|$)/.test(path.slice(scriptName.length));
  const prefix = isMounted ? scriptName : "";
  return new Environ(
    exchange,
    method,
    prefix,
    path.slice(prefix.length),
    mark < 0 ? "" : url.slice(mark + 1),
  );
}

const consoleLog: ErrorLog = {
  write: (text) => console.error(text.replace(/\n$/, "")),
  flush: () => {},
};
