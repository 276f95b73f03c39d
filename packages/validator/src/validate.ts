import { asApplication, type TsgiError, type Application, type ApplicationLike } from "@tsgi/core";
import { aBoolean, aFunction, checkOptions } from "@tsgi/core/server";
import { Rulebook } from "./_rulebook.ts";
import { Validation } from "./_validation.ts";
import type { Rule, Side } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** A rule that was broken. */
export interface Violation {
  readonly rule: Rule;
  /** Whose doing it is; a middleware is the server of what it wraps. */
  readonly side: Side;
  /** What was seen, without values of headers. */
  readonly seen: string;
  /** What is thrown where nobody collects, with the stack of the moment: a TsgiError of code TSGI_RULE. */
  readonly error: TsgiError;
}

/** How {@link validate} checks. */
export interface ValidateOptions {
  /**
   * Takes each violation. Then nothing is thrown or logged, and the exchange goes on as it would without the validator.
   * Default: an error is thrown in the stack of whose doing it is, and a warning goes once to `environ.errors`.
   */
  readonly onViolation?: (violation: Violation) => void;
  /** What stands around gathers the body before it sends: a chunk that was handed over is not sent yet. Default: false. */
  readonly buffered?: boolean;
  /**
   * Hides the request's headers that belong to the connection, on which no application may rely: `connection`,
   * `keep-alive`, `te`, `trailer`, `transfer-encoding` and `upgrade`. Default: false.
   */
  readonly hideHopByHop?: boolean;
}

/**
 * Wraps an application and checks both sides of the contract while it runs: what the server owes the application, and
 * what the application owes the server. Otherwise it changes nothing: a synchronous application stays synchronous, whole
 * bodies, arrays and host bodies are handed on as they are, errors keep their identity, startup and shutdown pass through.
 *
 * Around a middleware as well as in it, it checks the middleware on both of its sides.
 *
 * @throws TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID at once; TSGI_RULE while it runs
 * @example
 * const app = validate(middleware(validate(shop)));
 */
export function validate(app: ApplicationLike, options: ValidateOptions = {}): Application {
  checkOptions("validator/validate", options, {
    onViolation: aFunction,
    buffered: aBoolean,
    hideHopByHop: aBoolean,
  });
  const inner = asApplication(app);
  const rulebook = new Rulebook(rules, options.onViolation);
  const validated: Application = (...args: unknown[]) => new Validation(rulebook, options, args).run(inner);
  if (inner.startup) validated.startup = (server) => inner.startup?.(server);
  if (inner.shutdown) validated.shutdown = () => inner.shutdown?.();
  return validated;
}
