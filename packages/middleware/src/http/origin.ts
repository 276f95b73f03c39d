import type { Environ } from "@tsgi/core";
import { parseAuthority } from "./address.ts";
import type { Check } from "../shared/options.ts";

export const aSecureOrPlainOrigin: Check = {
  is: (value) =>
    typeof value === "string" &&
    /^https?:/.test(value) &&
    URL.canParse(value) &&
    new URL(value).origin === value,
  must: 'an origin such as "https://app.example"',
};

/**
 * Returns the host and port that the client requested, in lower case, without the scheme's default port; undefined if they
 * are invalid.
 */
export function hostAskedFor(
  environ: Environ,
  scheme: "http" | "https" = environ.scheme,
): string | undefined {
  const host = environ.header("host");
  if (host === undefined) return undefined;
  return parseAuthority(host) === undefined ? undefined : new URL(`${scheme}://${host}/`).host;
}
