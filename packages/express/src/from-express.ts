import { TsgiError, type Application } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import { fromFramework, type FromNodeOptions } from "@tsgi/node/from";

/** An Express application: what `express()` gives, of Express 4 or 5. */
export interface ExpressApp {
  (request: never, response: never, next?: never): unknown;
  /** What Express makes of a request and a response; it tells an application from any other function. */
  readonly request: object;
  readonly response: object;
}

/**
 * Makes an Express application a TSGI application: it behaves as if Express itself listened, on every host.
 *
 * Where it is mounted, `request.url` is what is below the mount, `request.baseUrl` the mount, and `request.originalUrl` the
 * target as the client sent it, as in an Express application that is mounted in another.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none; while it runs, what {@link fromNode} throws
 * @example
 * await serve(mount({ "/shop": fromExpress(shop), "/": home }));
 */
export function fromExpress(app: ExpressApp, options?: FromNodeOptions): Application {
  if (typeof app !== "function" || !app.request || !app.response) {
    throw new TsgiError(TSGI_APPLICATION_INVALID, show(app));
  }
  return fromFramework(app, app, options);
}
