import type { Environ, Middleware } from "@tsgi/core";
import { admit, credentialsOf, quoted, type Verdict } from "./shared/authenticate.ts";
import { aFieldValue, aFunction, aText, checkOptions, listOf, optionError } from "./shared/options.ts";
import { timingSafeEqual } from "./shared/timing-safe.ts";

export type { Verdict } from "./shared/authenticate.ts";
export { remoteUser } from "./shared/remote-user.ts";

/** Whom {@link bearerAuth} lets in. One of `tokens` and `verify`. */
export interface BearerAuthOptions {
  /** Tokens that let in. */
  readonly tokens?: readonly string[];
  /** Tells whose the token is: a name, true for one without, or nobody. */
  readonly verify?: (token: string, environ: Environ) => Verdict | PromiseLike<Verdict>;
  /** Default: `Restricted`. */
  readonly realm?: string;
}

/** RFC 6750, 2.1. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * Asks for a bearer token in Authorization (RFC 6750). Whose it is is under the key `remoteUser`.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = bearerAuth({ verify: async (token) => (await tokens.find(token))?.owner })(api);
 */
export function bearerAuth(options: BearerAuthOptions): Middleware {
  checkOptions("bearerAuth", options, { tokens: listOf(aText), verify: aFunction, realm: aFieldValue });
  const { tokens, verify, realm = "Restricted" } = options;
  if ((tokens === undefined) === (verify === undefined)) {
    throw optionError("bearerAuth", "tokens", tokens, "given, or verify, and not both");
  }
  // All are compared, so that the time does not tell which one was near.
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
