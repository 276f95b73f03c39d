import { TsgiError, type Application } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID } from "@tsgi/core/errors";
import { aBoolean, checkOptions, show } from "@tsgi/core/server";
import { fromFramework, fromNodeChecks, type FromNodeOptions } from "@tsgi/node/from";

/** An Express application: what `express()` gives, of Express 4 or 5. */
export interface ExpressApp {
  (request: never, response: never, next?: never): unknown;
  /** What Express makes of a request and a response; it tells an application from any other function. */
  readonly request: object;
  readonly response: object;
}

/** How {@link fromExpress} runs an application. */
export interface FromExpressOptions extends FromNodeOptions {
  /**
   * Throws what none of the application's own error handlers has taken, for example for `errorPage()`, instead of letting
   * Express answer it. What no route takes is then a plain 404. Default: false, Express answers both itself.
   */
  readonly throwErrors?: boolean | undefined;
}

/**
 * Makes an Express application a TSGI application: it behaves as if Express itself listened, on every host.
 *
 * Where it is mounted, `request.url` is what is below the mount, `request.baseUrl` the mount, and `request.originalUrl` the
 * target as the client sent it, as in an Express application that is mounted in another.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none, TSGI_OPTION_INVALID; while it runs, what {@link fromNode} throws
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

/** What is written of a response here. */
interface PlainResponse {
  writeHead(status: number, headers: object): PlainResponse;
  end(text: string): unknown;
}

/** Express hands what is left over to the third argument, as an application does that is mounted in another. */
function throwing(app: ExpressApp): (request: never, response: never) => Promise<never> {
  const run = app as unknown as (...args: unknown[]) => unknown;
  return (request, response) =>
    new Promise((_resolve, reject) => {
      const next = (error: unknown): void => {
        // What is falsy is no error to Express.
        if (error) reject(error);
        else {
          const headers = { "content-type": "text/plain; charset=utf-8" };
          (response as PlainResponse).writeHead(404, headers).end("Not Found");
        }
      };
      run(request, response, next);
    });
}
