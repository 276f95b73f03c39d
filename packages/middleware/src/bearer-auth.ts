import type { Environ, Middleware } from "@tsgi/core";
import { admit, credentialsOf, quoted, type Verdict } from "./shared/authenticate.ts";
import { aFieldValue, aFunction, aText, checkOptions, listOf, optionError } from "./shared/options.ts";
import { timingSafeEqual } from "./shared/timing-safe.ts";

export type { Verdict } from "./shared/authenticate.ts";
export { remoteUser } from "./shared/remote-user.ts";

/** Options of {@link bearerAuth}. Set either `tokens` or `verify`. */
export interface BearerAuthOptions {
  /** The valid tokens. */
  readonly tokens?: readonly string[];
  /**
   * Returns the owner of a token, true for a valid token without a name, and false, undefined or null for an invalid one.
   */
  readonly verify?: (token: string, environ: Environ) => Verdict | PromiseLike<Verdict>;
  /** Default: `Restricted`. */
  readonly realm?: string;
}

/** RFC 6750, 2.1. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * Requires a bearer token in Authorization (RFC 6750). Stores its owner under the key `remoteUser`.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = bearerAuth({ verify: async (token) => (await tokens.find(token))?.owner })(api);
 */
export function bearerAuth(options: BearerAuthOptions): Middleware {
  checkOptions("bearerAuth", options, { tokens: listOf(aText), verify: aFunction, realm: aFieldValue });
  const { tokens, verify, realm = "Restricted" } = options;
  if ((tokens === undefined) === (verify === undefined)) {
    throw optionError("bearerAuth", "tokens", tokens, "set, or verify, but not both");
  }
  // All tokens are compared, so that the time does not reveal which one was close.
  const isOne = (token: string): boolean =>
    (tokens ?? []).reduce((found, one) => timingSafeEqual(token, one) || found, false);
  const judge = verify ?? isOne;
  const challenge = `Bearer realm=${quoted(realm)}`;
  return (app) => (environ, startResponse) => {
    const token = credentialsOf(environ, "bearer");
    if (token === undefined) return admit("bearerAuth", app, environ, startResponse, false, challenge);
    const verdict = TOKEN.test(token) ? judge(token, environ) : false;
    return admit("bearerAuth", app, environ, startResponse, verdict, `${challenge}, error="invalid_token"`);
  };
}
