import type { Environ, Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { admit, credentialsOf, quoted } from "./shared/authenticate.ts";
import {
  aBoolean,
  aFieldValue,
  aFunction,
  anObject,
  checkOptions,
  checkResult,
  optionError,
} from "./shared/options.ts";
import { timingSafeEqual } from "./shared/timing-safe.ts";

export { remoteUser } from "./shared/remote-user.ts";

/** Options of {@link basicAuth}. Set either `users` or `verify`. */
export interface BasicAuthOptions {
  /** Passwords by user. */
  readonly users?: Readonly<Record<string, string>>;
  /** Returns whether the password is the user's, for example by comparing a hash. */
  readonly verify?: (user: string, password: string, environ: Environ) => boolean | PromiseLike<boolean>;
  /** The text that the browser shows when it asks for a password. Default: `Restricted`. */
  readonly realm?: string;
}

/**
 * Requires a user name and a password (RFC 7617). Stores the user under the key `remoteUser`, which the access log prints.
 * Passwords are sent unencrypted: use it over https only.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = basicAuth({ users: { ann: process.env.ANNS_PASSWORD! } })(admin);
 */
export function basicAuth(options: BasicAuthOptions): Middleware {
  checkOptions("basicAuth", options, { users: anObject, verify: aFunction, realm: aFieldValue });
  const { users, verify, realm = "Restricted" } = options;
  if ((users === undefined) === (verify === undefined)) {
    throw optionError("basicAuth", "users", users, "set, or verify, but not both");
  }
  const known = new Map(Object.entries(users ?? {}));
  for (const [user, password] of known) {
    if (typeof password !== "string" || password === "")
      throw optionError("basicAuth", `users.${user}`, typeof password, "a password");
  }
  const isRight =
    verify ??
    ((user: string, password: string): boolean =>
      // An unknown user takes as long as a wrong password.
      timingSafeEqual(password, known.get(user) ?? "\0nobody") && known.has(user));
  const challenge = `Basic realm=${quoted(realm)}, charset="UTF-8"`;
  return (app) => (environ, startResponse) => {
    const pair = decode(credentialsOf(environ, "basic"));
    const answer = pair === undefined ? false : isRight(pair[0], pair[1], environ);
    const verdict = isThenable(answer)
      ? Promise.resolve(answer).then((isSo) => named(isSo, pair))
      : named(answer, pair);
    return admit("basicAuth", app, environ, startResponse, verdict, challenge);
  };
}

function named(answer: boolean, pair: readonly [string, string] | undefined): string | boolean {
  const isRight = checkResult<boolean>("basicAuth", "verify", answer, aBoolean);
  if (!isRight || pair === undefined) return false;
  return pair[0] === "" ? true : pair[0];
}

/** Parses user and password; undefined if they are malformed. Never throws. */
function decode(credentials: string | undefined): readonly [user: string, password: string] | undefined {
  if (credentials === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(credentials)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(credentials), (character) => character.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const colon = text.indexOf(":");
    return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
  } catch {
    return undefined;
  }
}
