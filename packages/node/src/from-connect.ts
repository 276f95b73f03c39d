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
import type { NodeRequest } from "./_types.ts";

export type { ConnectHandler } from "./from/connect-chain.ts";

/** A request as middleware has left it. */
export type ConnectRequest = NodeRequest & Record<string, unknown>;

/**
 * The request that {@link fromConnect} hands to middleware, with whatever this has put there. Every fromConnect in front of
 * an application hands on the same one, as long as nothing between them rewrites it.
 *
 * @example
 * const user = environ.get(connectRequest)?.["user"];
 */
export const connectRequest: Key<ConnectRequest> = createKey("node.connect_request");

/**
 * Makes middleware of Connect or Express, `(request, response, next)`, a TSGI middleware, for every host that has Node's
 * modules.
 *
 * The application's answer goes out by the response that the middleware has seen: header fields that were set there, and
 * whatever hooks into `write`, `end` and `writeHead`, apply to it. Of the same name, the application's field takes the place
 * of one that was set before; to `set-cookie` and `vary` it is added. A middleware that answers by itself keeps the
 * application from being asked. `next(error)` fails the request like an error of the application; one of the middleware
 * with four parameters gets it before.
 *
 * Middleware must answer or call `next` within 120 seconds; then the request fails with TSGI_LISTENER_TIMEOUT.
 *
 * What the middleware changes of the request's `url`, `method` and `headers` reaches the application.
 *
 * What wants Express's own request and response (`request.ip`, `response.json`) is put into an Express application, which
 * is middleware as well: `fromConnect(express().use(rateLimit()))`.
 *
 * @throws TSGI_MIDDLEWARE_INVALID at once
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
