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

/** Whom {@link basicAuth} lets in. One of `users` and `verify`. */
export interface BasicAuthOptions {
  /** Passwords by user. */
  readonly users?: Readonly<Record<string, string>>;
  /** Tells whether the password is the user's, by a hash say. */
  readonly verify?: (user: string, password: string, environ: Environ) => boolean | PromiseLike<boolean>;
  /** What the browser names when it asks for a password. Default: `Restricted`. */
  readonly realm?: string;
}

/**
 * Asks for a user and a password (RFC 7617). Who was let in is under the key `remoteUser`, and in the access log. Passwords
 * travel as they are: use it over https alone.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = basicAuth({ users: { ann: process.env.ANNS_PASSWORD! } })(admin);
 */
export function basicAuth(options: BasicAuthOptions): Middleware {
  checkOptions("basicAuth", options, { users: anObject, verify: aFunction, realm: aFieldValue });
  const { users, verify, realm = "Restricted" } = options;
  if ((users === undefined) === (verify === undefined)) {
    throw optionError("basicAuth", "users", users, "given, or verify, and not both");
  }
  const known = new Map(Object.entries(users ?? {}));
  for (const [user, password] of known) {
    if (typeof password !== "string" || password === "")
      throw optionError("basicAuth", `users.${user}`, typeof password, "a password");
  }
  const isRight =
    verify ??
    ((user: string, password: string): boolean =>
      // Somebody unknown takes as long as a wrong password.
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

/** User and password; undefined for what is none. Never throws. */
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
