import { createKey, type Key } from "@tsgi/core";
import type { JWTPayload } from "jose";
import { encoder } from "../response/body.ts";
import {
  aFieldValue,
  aFunction,
  aText,
  anInteger,
  anObject,
  checkOptions,
  either,
  listOf,
  oneOf,
  optionError,
  type Check,
} from "../shared/options.ts";

/** Which tokens `jwt()` takes. One of `jwks` and `secret`. */
export interface JwtOptions {
  /** The issuer's public keys (RFC 7517): where they are, an https URL, or the set itself. Fetched ones are kept for 10 minutes. */
  readonly jwks?: string | { readonly keys: readonly object[] };
  /** A secret of 32 bytes or more that is shared with the issuer. */
  readonly secret?: string | Uint8Array;
  /** What `iss` has to be; false for anything. */
  readonly issuer: string | readonly string[] | false;
  /** What `aud` has to name; false for anything. */
  readonly audience: string | readonly string[] | false;
  /** Default: HS256 with a secret, else RS256, PS256, ES256 and EdDSA. `none` is never taken. */
  readonly algorithms?: readonly string[];
  /** Seconds that clocks may differ. Default: 5. */
  readonly clockTolerance?: number;
  /** The claim that names the user. Default: `sub`. */
  readonly user?: string;
  /** Tells whether a token that is sound is good for this: its scope, say. Default: it is. */
  readonly accept?: (claims: JWTPayload) => boolean;
  /** Default: `Restricted`. */
  readonly realm?: string;
}

/** The claims of the token that let the request in. */
export const jwtClaims: Key<JWTPayload> = /* @__PURE__ */ createKey<JWTPayload>("tsgi.jwt_claims");

const ALGORITHMS = [
  "HS256",
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const aKeySet: Check = {
  is: (value) =>
    (typeof value === "string" && value.startsWith("https://") && URL.canParse(value)) ||
    (anObject.is(value) && Array.isArray((value as { keys?: unknown }).keys)),
  must: "an https URL, or an object with keys",
};

/**
 * Checks the options, without jose.
 *
 * @throws TSGI_OPTION_INVALID
 */
export function checkJwtOptions(options: JwtOptions): void {
  const aName = either(aText, listOf(aText), oneOf(false));
  checkOptions("jwt", options, {
    jwks: aKeySet,
    secret: { is: () => true, must: "" }, // below: a message must not show a secret
    issuer: aName,
    audience: aName,
    algorithms: listOf(oneOf(...ALGORITHMS)),
    clockTolerance: anInteger(0),
    user: aText,
    accept: aFunction,
    realm: aFieldValue,
  });
  const { jwks, secret } = options;
  for (const name of ["issuer", "audience"] as const) {
    if (options[name] === undefined) throw optionError("jwt", name, undefined, `given; ${aName.must}`);
  }
  if ((jwks === undefined) === (secret === undefined))
    throw optionError("jwt", "jwks", jwks, "given, or secret, and not both");
  if (secret !== undefined) bytesOf(secret);
}

/** @throws TSGI_OPTION_INVALID unless it is a string or bytes, 32 bytes or more */
export function bytesOf(secret: string | Uint8Array): Uint8Array {
  const bytes = typeof secret === "string" ? encoder.encode(secret) : secret;
  if (!(bytes instanceof Uint8Array) || bytes.length < 32) {
    throw optionError("jwt", "secret", `a ${typeof secret}`, "a string or bytes, 32 bytes or more");
  }
  return bytes;
}
