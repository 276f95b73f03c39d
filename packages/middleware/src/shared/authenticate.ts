import type { Application, Body, Environ, StartResponse } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { checkResult, type Check } from "./options.ts";
import { sendProblem } from "../response/problem.ts";
import { remoteUser } from "./remote-user.ts";

/** The result of a check: the name of the user, true for a user without a name; everything else rejects the request. */
export type Verdict = boolean | string | undefined | null;

const aVerdict: Check = {
  is: (value) =>
    value === undefined || value === null || typeof value === "boolean" || typeof value === "string",
  must: "a name, true or false, undefined or null",
};

/**
 * Runs the application if the verdict admits the request, and stores the user. Synchronous if the verdict is.
 *
 * @param owner the function whose option `verify` returned the verdict
 * @param challenge the value of WWW-Authenticate for rejected requests
 * @throws TSGI_OPTION_INVALID for an invalid verdict: a mistake must neither admit a request nor reject it silently
 */
export function admit(
  owner: string,
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  verdict: Verdict | PromiseLike<Verdict>,
  challenge: string,
): Body | PromiseLike<Body> {
  const decide = (given: Verdict): Body | PromiseLike<Body> => {
    const user = checkResult<Verdict>(owner, "verify", given, aVerdict);
    if (user !== true && (typeof user !== "string" || user === "")) {
      return sendProblem(environ, startResponse, {
        status: 401,
        headers: [["www-authenticate", challenge]],
      });
    }
    if (typeof user === "string") environ.set(remoteUser, user);
    return app(environ, startResponse);
  };
  return isThenable(verdict) ? Promise.resolve(verdict).then(decide) : decide(verdict);
}

/**
 * Returns the credentials of a scheme in Authorization (RFC 9110, 11.4); undefined if there are none. `scheme` must be in
 * lower case.
 */
export function credentialsOf(environ: Environ, scheme: string): string | undefined {
  const field = environ.header("authorization");
  if (field === undefined) return undefined;
  const at = field.indexOf(" ");
  return at > 0 && field.slice(0, at).toLowerCase() === scheme ? field.slice(at + 1).trim() : undefined;
}

/** Formats a text as a quoted string. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
