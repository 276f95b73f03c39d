import {
  TsgiError,
  asApplication,
  createKey,
  type Application,
  type Body,
  type Key,
  type Middleware,
} from "@tsgi/core";
import { TSGI_MIDDLEWARE_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import { ConnectChain, chainHandoff, type ConnectHandler } from "./from/connect-chain.ts";
import { FakeCall } from "./from/fake-call.ts";
import type { NodeRequest } from "./types.ts";

export type { ConnectHandler } from "./from/connect-chain.ts";

/** A request with the properties that middleware has added. */
export type ConnectRequest = NodeRequest & Record<string, unknown>;

/**
 * The request that {@link fromConnect} passes to middleware, with the properties that middleware has added. Every
 * fromConnect in front of an application passes on the same one, unless something between them rewrites it.
 *
 * @example
 * const user = environ.get(connectRequest)?.["user"];
 */
export const connectRequest: Key<ConnectRequest> = createKey("node.connect_request");

/**
 * Returns a TSGI middleware that runs middleware of Connect or Express, `(request, response, next)`, on every host that has
 * Node's modules.
 *
 * The application's response is sent through the response object that the middleware has seen: header fields set there, and
 * hooks into `write`, `end` and `writeHead`, apply to it. A field of the application replaces one of the same name; only
 * `set-cookie` and `vary` are added. If a middleware responds itself, the application is not called. `next(error)` fails the
 * request like an error of the application; a middleware with four parameters gets it first.
 *
 * Middleware must respond or call `next` within 120 seconds; otherwise the request fails with TSGI_LISTENER_TIMEOUT.
 *
 * The application sees the changes that middleware makes to `url`, `method` and `headers` of the request.
 *
 * Put middleware that needs Express's own request and response (`request.ip`, `response.json`) into an Express application,
 * which is middleware as well: `fromConnect(express().use(rateLimit()))`.
 *
 * @throws TSGI_MIDDLEWARE_INVALID if a handler is not a function
 * @example
 * const app = compose(fromConnect(helmet(), compression()))(shop);
 */
export function fromConnect(...handlers: ConnectHandler[]): Middleware {
  for (const handler of handlers) {
    if (typeof handler !== "function") throw new TsgiError(TSGI_MIDDLEWARE_INVALID, show(handler));
  }
  return (like) => {
    const app = asApplication(like);
    const application = around(app, handlers);
    if (app.startup) application.startup = (server) => app.startup?.(server);
    if (app.shutdown) application.shutdown = () => app.shutdown?.();
    return application;
  };
}

function around(app: Application, handlers: readonly ConnectHandler[]): Application {
  const application: Application = (environ, startResponse) => {
    const listener = (request: never, response: never): unknown =>
      new ConnectChain(app, handlers, environ, request, response).run();
    const fallback = (): Body | Promise<Body> => {
      const fake = new FakeCall(environ, startResponse);
      environ.set(connectRequest, fake.request as unknown as ConnectRequest);
      return fake.run(() => listener(fake.request as never, fake.response as never), 0);
    };
    const call = {
      application,
      environ,
      startResponse,
      listener,
      timeout: 0,
      throwsErrors: false,
      fallback,
    };
    return chainHandoff(call) ?? fallback();
  };
  return application;
}
