import type { Environ, Middleware } from "@tsgi/core";
import { admit, type Verdict } from "./shared/authenticate.ts";
import { aFunction, aToken, anObject, checkOptions, optionError } from "./shared/options.ts";
import { timingSafeEqual } from "./shared/timing-safe.ts";

export { remoteUser } from "./shared/remote-user.ts";

/** Options of {@link apiKey}. Set either `keys` or `verify`. */
export interface ApiKeyOptions {
  /** Keys by their owner. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Returns the owner of a key, true for a valid key without a name, and false, undefined or null for an invalid one. */
  readonly verify?: (key: string, environ: Environ) => Verdict | PromiseLike<Verdict>;
  /** The request header. Default: `x-api-key`. */
  readonly header?: string;
}

/**
 * Requires a key in a request header. Stores its owner under the key `remoteUser`. A key in the query would end up in logs
 * and browser histories, so it is not read from there.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = apiKey({ keys: { billing: process.env.BILLING_KEY! } })(api);
 */
export function apiKey(options: ApiKeyOptions): Middleware {
  checkOptions("apiKey", options, { keys: anObject, verify: aFunction, header: aToken });
  const { keys, verify, header = "x-api-key" } = options;
  if ((keys === undefined) === (verify === undefined))
    throw optionError("apiKey", "keys", keys, "set, or verify, but not both");
  const known = Object.entries(keys ?? {});
  for (const [owner, key] of known) {
    if (typeof key !== "string" || key === "")
      throw optionError("apiKey", `keys.${owner}`, typeof key, "a key");
  }
  // All keys are compared, so that the time does not reveal which one was close.
  const ownerOf = (sent: string): string | undefined =>
    known.reduce<string | undefined>(
      (found, [owner, key]) => (timingSafeEqual(sent, key) ? owner : found),
      undefined,
    );
  const judge = verify ?? ownerOf;
  return (app) => (environ, startResponse) => {
    const sent = environ.header(header);
    const verdict = sent === undefined || sent === "" ? false : judge(sent, environ);
    return admit("apiKey", app, environ, startResponse, verdict, `ApiKey header="${header.toLowerCase()}"`);
  };
}
