import { asApplication, type TsgiError, type Application, type ApplicationLike } from "@tsgi/core";
import { aBoolean, aFunction, checkOptions } from "@tsgi/core/server";
import { Rulebook } from "./_rulebook.ts";
import { Validation } from "./_validation.ts";
import type { Rule, Side } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** A broken rule. */
export interface Violation {
  readonly rule: Rule;
  /** The party that broke the rule; a middleware is the server of the application it wraps. */
  readonly side: Side;
  /** The value that broke the rule, without header values. */
  readonly seen: string;
  /** The TsgiError of code TSGI_RULE, with the current stack, that is thrown without `onViolation`. */
  readonly error: TsgiError;
}

/** Options of {@link validate}. */
export interface ValidateOptions {
  /**
   * Receives each violation. Then nothing is thrown or logged, and the exchange continues as without the validator.
   * Default: an error is thrown in the stack of the party that broke the rule, and a warning goes once to `environ.errors`.
   */
  readonly onViolation?: (violation: Violation) => void;
  /** Set it if the caller collects the body before it sends: a chunk that it received is not sent yet. Default: false. */
  readonly buffered?: boolean;
  /**
   * Hides the request headers that belong to the connection, which no application may rely on: `connection`,
   * `keep-alive`, `te`, `trailer`, `transfer-encoding` and `upgrade`. Default: false.
   */
  readonly hideHopByHop?: boolean;
}

/**
 * Wraps an application and checks both sides of the contract while it runs: the duties of the server, and those of the
 * application. Otherwise it changes nothing: a synchronous application stays synchronous, whole
 * bodies, arrays and host bodies are passed on unchanged, errors keep their identity, startup and shutdown pass through.
 *
 * Placed both around and inside a middleware, it checks both sides of the middleware.
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
