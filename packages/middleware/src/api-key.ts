import type { Environ, Middleware } from "@tsgi/core";
import { admit, type Verdict } from "./shared/authenticate.ts";
import { aFunction, aToken, anObject, checkOptions, optionError } from "./shared/options.ts";
import { timingSafeEqual } from "./shared/timing-safe.ts";

export { remoteUser } from "./shared/remote-user.ts";

/** Whom {@link apiKey} lets in. One of `keys` and `verify`. */
export interface ApiKeyOptions {
  /** Keys by their owner. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Tells whose the key is: a name, true for one without, or nobody. */
  readonly verify?: (key: string, environ: Environ) => Verdict | PromiseLike<Verdict>;
  /** The request header. Default: `x-api-key`. */
  readonly header?: string;
}

/**
 * Asks for a key in a header. Its owner is under the key `remoteUser`. A key in the query would end up in logs and
 * histories, so none is looked for there.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = apiKey({ keys: { billing: process.env.BILLING_KEY! } })(api);
 */
export function apiKey(options: ApiKeyOptions): Middleware {
  checkOptions("apiKey", options, { keys: anObject, verify: aFunction, header: aToken });
  const { keys, verify, header = "x-api-key" } = options;
  if ((keys === undefined) === (verify === undefined))
    throw optionError("apiKey", "keys", keys, "given, or verify, and not both");
  const known = Object.entries(keys ?? {});
  for (const [owner, key] of known) {
    if (typeof key !== "string" || key === "")
      throw optionError("apiKey", `keys.${owner}`, typeof key, "a key");
  }
  // All are compared, so that the time does not tell which one was near.
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
