import type { Application, Environ } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID } from "@tsgi/core/errors";
import { TsgiError } from "@tsgi/core";
import { aFunction, aLimit, aPrefix, checkOptions, isThenable, oneOf, show } from "@tsgi/core/server";
import { respond } from "./from/respond.ts";
import { EnvironRequest } from "./from/environ-request.ts";
import { fetchTransportOf } from "./_fetch-transport.ts";
import { NOTHING, ofHost, restOf } from "./from/host-request.ts";
import { LightRequest, prepareLight } from "./from/light-request.ts";
import { applicationOf } from "./_own.ts";
import { urlOf } from "./from/request-url.ts";

/** A fetch handler of any kind. */
export type FetchFunction = (request: Request, ...rest: never[]) => Response | PromiseLike<Response>;
/**
 * The handlers that {@link fromFetch} accepts: a function, or an object with one, such as an application of Hono, h3 or
 * itty-router, or a Worker.
 */
export type FetchLike = FetchFunction | { readonly fetch: FetchFunction };

/** Options of {@link fromFetch}. */
export interface FromFetchOptions {
  /**
   * Treatment of the path that the application is mounted at, `scriptName`: `strip` removes it from `request.url`, so that
   * an application runs anywhere as it does at the root; `keep` keeps the path as the client sent it, for an application
   * that knows its own base path. Default: `strip`.
   */
  readonly prefix?: "strip" | "keep" | undefined;
  /**
   * `platform`: a Request that all code accepts. `light`: an object that replaces one and costs less. On Node 24 and later,
   * which hides the necessary internals, `new Request(request)` and `fetch(request)` throw for it, while
   * `new Request(url, request)` and all of its own methods work. Default: `platform`.
   */
  readonly request?: "platform" | "light" | undefined;
  /**
   * Maximum bytes of a request body that is read whole, for example by `json()`; a stream has no limit. Default: 128 MiB.
   */
  readonly limit?: number | undefined;
  /**
   * Returns the arguments of the handler after the Request. Default: `given`, those that the host itself passes to a
   * handler: bindings and execution context in Workers, the server on Bun, the connection on Deno; none elsewhere.
   */
  args?(environ: Environ, given: readonly unknown[]): readonly unknown[];
}

/** The environs of the host's own Requests. */
const environs = /* @__PURE__ */ new WeakMap<Request, Environ>();

/**
 * Returns the environ of the Request that {@link fromFetch} called a handler with: scriptName, the peer's address, values
 * that middleware set. Returns undefined for any other Request, including a clone.
 *
 * @example
 * const app = fromFetch((request) => Response.json({ user: environOf(request)?.get(user) }));
 */
export function environOf(request: Request): Environ | undefined {
  if (typeof request !== "object" || request === null) return undefined;
  return EnvironRequest.environOf(request) ?? LightRequest.environOf(request) ?? environs.get(request);
}

/**
 * Returns a TSGI application that calls a fetch handler. On a fetch host the handler gets the host's own Request, and the
 * host sends its Response unchanged, unless middleware has changed either. Elsewhere the Request is made from the environ,
 * and its costly parts are created on first use.
 *
 * Exceptions reach the host. Header fields of the connection are left out of the response: they belong to the server.
 *
 * @throws TSGI_APPLICATION_INVALID immediately if it is not a handler; per request, TSGI_RESPONSE_INVALID if the handler
 *   does not return a Response with a status from 200 to 599, TSGI_RESPONSE_USED if the body of the Response was already
 *   read, TSGI_URL_INVALID (400) if Host is not valid in a URL
 * @example
 * const app = mount({ "/": home, "/api": fromFetch(hono), "/old": fromFetch((request) => Response.json(request.url)) });
 */
export function fromFetch(handler: FetchLike, options: FromFetchOptions = {}): Application {
  checkOptions("fetch/fromFetch", options, {
    prefix: aPrefix,
    request: oneOf("platform", "light"),
    limit: aLimit,
    args: aFunction,
  });
  // `fromFetch(toFetch(app))` returns `app`.
  const application = applicationOf(handler);
  if (application !== undefined && Object.keys(options).length === 0) return application;
  const call = callOf(handler);
  const { args } = options;
  const requestOf = requestsOf(options);
  return (environ, startResponse) => {
    const given = givenBy(environ);
    const rest = args === undefined ? given : args(environ, given);
    const request = requestOf(environ);
    const response = rest.length === 0 ? call(request) : call(request, ...(rest as never[]));
    return isThenable(response)
      ? response.then((settled) => respond(settled, environ, startResponse))
      : respond(response, environ, startResponse);
  };
}

function callOf(handler: FetchLike): FetchFunction {
  if (typeof handler === "function") return handler;
  if (typeof handler?.fetch !== "function") throw new TsgiError(TSGI_APPLICATION_INVALID, show(handler));
  return (request, ...rest) => handler.fetch(request, ...rest);
}

function givenBy(environ: Environ): readonly unknown[] {
  const transport = fetchTransportOf(environ);
  return transport === undefined ? NOTHING : restOf(transport);
}

function requestsOf({ prefix = "strip", request = "platform", limit = 134_217_728 }: FromFetchOptions) {
  const keepsPrefix = prefix === "keep";
  const { isTaken, isWorthwhile } = prepareLight();
  const isLight = isTaken || (isWorthwhile && request === "light");
  return (environ: Environ): Request => {
    const transport = fetchTransportOf(environ);
    if (transport !== undefined) return remembered(ofHost(transport, environ, keepsPrefix, limit), environ);
    if (isLight) return new LightRequest(environ, keepsPrefix, limit) as unknown as Request;
    return new EnvironRequest(environ, urlOf(environ, keepsPrefix), limit);
  };
}

function remembered(request: Request, environ: Environ): Request {
  environs.set(request, environ);
  return request;
}
