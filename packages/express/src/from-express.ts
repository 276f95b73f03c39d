import { TsgiError, type Application } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID } from "@tsgi/core/errors";
import { aBoolean, checkOptions, show } from "@tsgi/core/server";
import { fromFramework, fromNodeChecks, type FromNodeOptions } from "@tsgi/node/from";

/** An Express application, the result of `express()` in Express 4 or 5. */
export interface ExpressApp {
  (request: never, response: never, next?: never): unknown;
  /** The prototypes of Express for request and response, which distinguish an application from any other function. */
  readonly request: object;
  readonly response: object;
}

/** Options of {@link fromExpress}. */
export interface FromExpressOptions extends FromNodeOptions {
  /**
   * Throws an error that the application's own error handlers have not handled, for example to `errorPage()`, instead of
   * letting Express respond. A request without a matching route then gets a plain 404. Default: false, Express responds to
   * both itself.
   */
  readonly throwErrors?: boolean | undefined;
}

/**
 * Returns a TSGI application that runs an Express application. It behaves on every host as if Express itself were listening.
 *
 * Below a mount, `request.url` is the rest of the target, `request.baseUrl` the mount, and `request.originalUrl` the target
 * as the client sent it, as in an Express application that is mounted in another.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an Express application, TSGI_OPTION_INVALID if an option is invalid; per
 *   request, the errors of {@link fromNode}
 * @example
 * await serve(mount({ "/shop": fromExpress(shop), "/": home }));
 */
export function fromExpress(app: ExpressApp, options: FromExpressOptions = {}): Application {
  if (typeof app !== "function" || !app.request || !app.response) {
    throw new TsgiError(TSGI_APPLICATION_INVALID, show(app));
  }
  checkOptions("express/fromExpress", options, { ...fromNodeChecks, throwErrors: aBoolean });
  return fromFramework(options.throwErrors === true ? throwing(app) : app, app, options);
}

/** The members of a response that are used here. */
interface PlainResponse {
  writeHead(status: number, headers: object): PlainResponse;
  end(text: string): unknown;
}

/** Passes a third argument to Express, which gets unhandled errors and requests, as a mounted application passes them on. */
function throwing(app: ExpressApp): (request: never, response: never) => Promise<never> {
  const run = app as unknown as (...args: unknown[]) => unknown;
  return (request, response) =>
    new Promise((_resolve, reject) => {
      const next = (error: unknown): void => {
        // Express does not treat a falsy value as an error.
        if (error) reject(error);
        else {
          const headers = { "content-type": "text/plain; charset=utf-8" };
          (response as PlainResponse).writeHead(404, headers).end("Not Found");
        }
      };
      run(request, response, next);
    });
}
