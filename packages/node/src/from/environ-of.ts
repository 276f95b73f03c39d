import type { Environ } from "@tsgi/core";

/** The key of a request's environ. An own property: it costs less than a WeakMap and survives a change of prototype. */
const known: unique symbol = Symbol("tsgi/node: environ");

interface Remembering {
  [known]?: Environ;
}

/**
 * Returns the environ of the request that a listener was called with: values that middleware set, the peer's address, the
 * prefix. Returns undefined for any other request.
 *
 * @param request that of node:http, or a framework's object for it: `request` in Express, `context.req` in Koa
 * @example
 * const app = session({ secret })(fromNode(async (request, response) => {
 *   response.end(String((await sessionOf(environOf(request)!)).get("user")));
 * }));
 */
export function environOf(request: object): Environ | undefined {
  return (request as Remembering | undefined)?.[known];
}

/** Associates the request with its environ, for {@link environOf}. */
export function remember(request: object, environ: Environ): void {
  (request as Remembering)[known] = environ;
}
