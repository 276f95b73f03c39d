import { withLifecycle } from "./lifecycle.ts";
import { show } from "./values.ts";
import { asApplication } from "./as-application.ts";
import { TSGI_MIDDLEWARE_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Application, Middleware } from "./types.ts";

/**
 * Makes one middleware of several; the first is the outermost. The lifecycle of the wrapped application stays
 * reachable even where a middleware drops it.
 *
 * @throws TSGI_MIDDLEWARE_INVALID at once, and for a middleware that returns no application; TSGI_APPLICATION_INVALID
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
