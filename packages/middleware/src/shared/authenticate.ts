import type { Application, Body, Environ, StartResponse } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { checkResult, type Check } from "./options.ts";
import { answerProblem } from "../response/problem.ts";
import { remoteUser } from "./remote-user.ts";

/** Who is let in: true for one without a name, a name, or nobody. */
export type Verdict = boolean | string | undefined | null;

const aVerdict: Check = {
  is: (value) =>
    value === undefined || value === null || typeof value === "boolean" || typeof value === "string",
  must: "a name, true or false, undefined or null",
};

/**
 * Lets a request through to the application by a verdict, and remembers who it is. Synchronous where the verdict is.
 *
 * @param owner the function whose option `verify` gave the verdict
 * @param challenge the value of WWW-Authenticate for those who are not let in
 * @throws TSGI_OPTION_INVALID for a verdict that is none: nobody is let in by mistake, or kept out without a word
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
      return answerProblem(environ, startResponse, {
        status: 401,
        headers: [["www-authenticate", challenge]],
      });
    }
    if (typeof user === "string") environ.set(remoteUser, user);
    return app(environ, startResponse);
  };
  return isThenable(verdict) ? Promise.resolve(verdict).then(decide) : decide(verdict);
}

/** The credentials of a scheme in Authorization (RFC 9110, 11.4); undefined without any. `scheme` is in lower case. */
export function credentialsOf(environ: Environ, scheme: string): string | undefined {
  const field = environ.header("authorization");
  if (field === undefined) return undefined;
  const at = field.indexOf(" ");
  return at > 0 && field.slice(0, at).toLowerCase() === scheme ? field.slice(at + 1).trim() : undefined;
}

/** Text as a quoted string. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
