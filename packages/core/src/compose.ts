import { withLifecycle } from "./_lifecycle.ts";
import type { Middleware } from "./types.ts";

/**
 * Makes one middleware of several; the first is the outermost. The lifecycle of the wrapped application stays
 * reachable even where a middleware drops it.
 *
 * @example
 * const app = compose(accessLog(), errorPage())(shop);
 */
export function compose(...middleware: Middleware[]): Middleware {
  return (app) => middleware.reduceRight((inner, wrap) => withLifecycle(wrap(inner), [inner]), app);
}
