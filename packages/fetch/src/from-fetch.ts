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
/** What {@link fromFetch} takes: a function, or what has one: an application of Hono, h3 or itty-router, a Worker. */
export type FetchLike = FetchFunction | { readonly fetch: FetchFunction };

/** How {@link fromFetch} calls a handler. */
export interface FromFetchOptions {
  /**
   * Treatment of the path that the application is mounted at, `scriptName`: `strip` takes it off the path of `request.url`,
   * so that an application runs at any place as it runs at the root; `keep` keeps the path as the client sent it, for an
   * application that knows its base path by itself. Default: `strip`.
   */
  readonly prefix?: "strip" | "keep" | undefined;
  /**
   * `platform`: a Request that all code takes for one. `light`: an object that stands for one and costs less; where the
   * platform hides what it needs, on Node 24 and later, `new Request(request)` and `fetch(request)` throw for it, while
   * `new Request(url, request)` and all of its own methods work. Default: `platform`.
   */
  readonly request?: "platform" | "light" | undefined;
  /** Most bytes of a request body that is read whole, by `json()` say; a stream has no limit. Default: 128 MiB. */
  readonly limit?: number | undefined;
  /**
   * Gives what the handler is called with after the Request. Default: `given`, what the host itself calls a handler with:
   * bindings and execution context in Workers, the server on Bun, the connection on Deno; nothing elsewhere.
   */
  args?(environ: Environ, given: readonly unknown[]): readonly unknown[];
}

/** The environ of a Request that is the host's own. */
const environs = /* @__PURE__ */ new WeakMap<Request, Environ>();

/**
 * The environ behind the Request that {@link fromFetch} called a handler with: scriptName, the peer's address, what
 * middleware set. Undefined for any other Request, a clone too.
 *
 * @example
 * const app = fromFetch((request) => Response.json({ user: environOf(request)?.get(user) }));
 */
export function environOf(request: Request): Environ | undefined {
  if (typeof request !== "object" || request === null) return undefined;
  return EnvironRequest.environOf(request) ?? LightRequest.environOf(request) ?? environs.get(request);
}

/**
 * Makes a fetch handler a TSGI application. On a fetch host its Request is the host's own, and its Response goes to the
 * host as it is, where nobody has changed anything in between. Elsewhere the Request is made of the environ, and what it
 * does not show at once waits until it is asked for.
 *
 * An exception goes on to the host. Header fields of the connection are left out of the response, the server owns them.
 *
 * @throws TSGI_APPLICATION_INVALID at once when it is no handler. For a request: TSGI_RESPONSE_INVALID when the handler
 *   gave something else than a Response of a status from 200 to 599, TSGI_RESPONSE_USED when somebody has read its body,
 *   TSGI_URL_INVALID (400) when Host makes no URL
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
