import type { Application } from "@tsgi/core";
import { listen } from "./_listen.ts";
import { pairKind } from "./_node-pair-request.ts";
import { timeoutOf, type FromNodeOptions } from "./from-node.ts";

/**
 * As {@link fromNode}, for a framework that changes the prototypes of the request and response that it gets: where they are
 * stand-ins, they have these prototypes from the start, which makes all that follows faster.
 *
 * @param prototypes what the framework makes of them; both inherit from Node's classes
 * @throws TSGI_OPTION_INVALID; while it runs, what {@link fromNode} throws
 * @example
 * const app = fromFramework(expressApp, { request: expressApp.request, response: expressApp.response });
 */
export function fromFramework(
  listener: (request: never, response: never) => unknown,
  prototypes: { readonly request: object; readonly response: object },
  options: FromNodeOptions = {},
): Application {
  return listen(listener, timeoutOf(options), pairKind(prototypes.request, prototypes.response));
}
