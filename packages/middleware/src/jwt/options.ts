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

/** Options of `jwt()`. Set either `jwks` or `secret`. */
export interface JwtOptions {
  /** The issuer's public keys (RFC 7517): an https URL, or the key set itself. Fetched keys are cached for 10 minutes. */
  readonly jwks?: string | { readonly keys: readonly object[] };
  /** A secret of at least 32 bytes that is shared with the issuer. */
  readonly secret?: string | Uint8Array;
  /** The required `iss`; false for any. */
  readonly issuer: string | readonly string[] | false;
  /** The required `aud`; false for any. */
  readonly audience: string | readonly string[] | false;
  /** Default: HS256 with a secret, else RS256, PS256, ES256 and EdDSA. `none` is never accepted. */
  readonly algorithms?: readonly string[];
  /** Tolerated difference of clocks in seconds. Default: 5. */
  readonly clockTolerance?: number;
  /** The claim that contains the user. Default: `sub`. */
  readonly user?: string;
  /** Returns whether to accept a valid token, for example by its scope. Default: yes. */
  readonly accept?: (claims: JWTPayload) => boolean;
  /** Default: `Restricted`. */
  readonly realm?: string;
}

/** The claims of the accepted token. */
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
  if (secret !== undefined) bytesOf(secret);
  for (const name of ["issuer", "audience"] as const) {
    if (options[name] === undefined) throw optionError("jwt", name, undefined, `set: ${aName.must}`);
  }
  if ((jwks === undefined) === (secret === undefined))
    throw optionError("jwt", "jwks", jwks, "set, or secret, but not both");
}

/** @throws TSGI_OPTION_INVALID unless it is a string or bytes, 32 bytes or more */
export function bytesOf(secret: string | Uint8Array): Uint8Array {
  const bytes = typeof secret === "string" ? encoder.encode(secret) : secret;
  if (!(bytes instanceof Uint8Array) || bytes.length < 32) {
    throw optionError("jwt", "secret", `a ${typeof secret}`, "a string or bytes, 32 bytes or more");
  }
  return bytes;
}
