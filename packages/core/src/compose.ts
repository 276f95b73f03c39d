import { withLifecycle } from "./lifecycle.ts";
import { show } from "./values.ts";
import { asApplication } from "./as-application.ts";
import { TSGI_MIDDLEWARE_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Application, Middleware } from "./types.ts";

/**
 * Combines several middleware into one; the first is the outermost. Keeps the lifecycle of the wrapped application even if a
 * middleware drops it.
 *
 * @throws TSGI_MIDDLEWARE_INVALID if an argument is not a function, or if a middleware does not return an application;
 *   TSGI_APPLICATION_INVALID if the wrapped application is invalid
 * @example
 * const app = compose(accessLog(), errorPage())(shop);
 */
export function compose(...middleware: Middleware[]): Middleware {
  for (const wrap of middleware) check(wrap, show(wrap));
  return (app) => middleware.reduceRight(around, asApplication(app));
}

function around(inner: Application, wrap: Middleware): Application {
  const outer = wrap(inner);
  check(outer, `${show(wrap)} returned ${show(outer)}`);
  return withLifecycle(outer, [inner]);
}

function check(value: unknown, seen: string): void {
  if (typeof value !== "function") throw new TsgiError(TSGI_MIDDLEWARE_INVALID, seen);
}
