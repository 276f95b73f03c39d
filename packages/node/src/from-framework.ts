import { TsgiError, type Application } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { aBoolean, checkOptions, keepPrefix, show } from "@tsgi/core/server";
import { applicationOf } from "./from/application-of.ts";
import { fakeClasses } from "./from/fake-request.ts";
import { DEFAULT_TIMEOUT, fromNodeChecks, type FromNodeOptions } from "./from-node.ts";

/** Options of {@link fromFramework}. */
export interface FromFrameworkOptions extends FromNodeOptions {
  /**
   * Passes errors of the listener to the middleware around it. The listener then gets the server's own request and response
   * only without such middleware, which has already returned when the listener runs on them. Default: false.
   */
  readonly throwErrors?: boolean | undefined;
}

/**
 * Works as {@link fromNode}, for a framework that changes the prototypes of its request and response: fake ones have these
 * prototypes from the start, which makes the framework faster.
 *
 * @param prototypes the framework's own; both inherit from Node's classes
 * @throws TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID; per request, the errors of {@link fromNode}
 * @example
 * const app = fromFramework(expressApp, { request: expressApp.request, response: expressApp.response });
 */
export function fromFramework(
  listener: (request: never, response: never) => unknown,
  prototypes: { readonly request: object; readonly response: object },
  options: FromFrameworkOptions = {},
): Application {
  if (typeof listener !== "function") throw new TsgiError(TSGI_APPLICATION_INVALID, show(listener));
  for (const prototype of [prototypes?.request, prototypes?.response])
    if (typeof prototype !== "object" || prototype === null)
      throw new TsgiError(TSGI_OPTION_INVALID, `a prototype is ${show(prototype)}, not an object`);
  checkOptions("node/fromFramework", options, { ...fromNodeChecks, throwErrors: aBoolean });
  const { timeout = DEFAULT_TIMEOUT, prefix, throwErrors } = options;
  const classes = fakeClasses(prototypes.request, prototypes.response);
  const app = applicationOf(listener, timeout, classes, throwErrors);
  return prefix === "keep" ? keepPrefix(app) : app;
}
