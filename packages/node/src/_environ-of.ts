import type { Environ } from "@tsgi/core";

/** Leads from a request to its environ. An own property: it costs less than a WeakMap, and stays with any prototype. */
const known: unique symbol = Symbol("tsgi/node: environ");

interface Remembering {
  [known]?: Environ;
}

/**
 * The environ behind the request that a listener was called with: what middleware set, the peer's address, the prefix.
 * Undefined for any other request.
 *
 * @param request of node:http, or what a framework makes of it: `request` in Express, `context.req` in Koa
 * @example
 * const app = session({ secret })(fromNode(async (request, response) => {
 *   response.end(String((await sessionOf(environOf(request)!)).get("user")));
 * }));
 */
export function environOf(request: object): Environ | undefined {
  return (request as Remembering | undefined)?.[known];
}

/** Makes {@link environOf} know the request. */
export function remember(request: object, environ: Environ): void {
  (request as Remembering)[known] = environ;
}
