import { createKey, type Key, type Middleware } from "@tsgi/core";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import { describe, isThenable } from "@tsgi/core/server";
import { encoder } from "./response/body.ts";
import { writeLine } from "./shared/contain.ts";
import {
  aBoolean,
  aFieldValue,
  aFunction,
  aText,
  anInteger,
  anObject,
  checkOptions,
  checkResult,
  either,
  listOf,
  oneOf,
  optionError,
  type Check,
} from "./shared/options.ts";
import { answerProblem } from "./response/problem.ts";
import { bearerAuth } from "./bearer-auth.ts";

export { remoteUser } from "./shared/remote-user.ts";

/** Which tokens {@link jwt} takes. One of `jwks` and `secret`. */
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

const anAlgorithm = oneOf(
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
);
const aKeySet: Check = {
  is: (value) =>
    (typeof value === "string" && value.startsWith("https://") && URL.canParse(value)) ||
    (anObject.is(value) && Array.isArray((value as { keys?: unknown }).keys)),
  must: "an https URL, or an object with keys",
};
const aName = either(aText, listOf(aText), oneOf(false));

/**
 * Asks for a JSON Web Token as bearer token, and verifies its signature, its times, its issuer and its audience (RFC 7519,
 * RFC 8725). Its user is under the key `remoteUser`, its claims under `jwtClaims`. The library `jose` does the work. While
 * the issuer's keys cannot be fetched, every token is answered 503, and the reason is logged.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = jwt({
 *   jwks: "https://login.example/.well-known/jwks.json",
 *   issuer: "https://login.example",
 *   audience: "shop",
 * })(api);
 */
export function jwt(options: JwtOptions): Middleware {
  checkOptions("jwt", options, {
    jwks: aKeySet,
    secret: { is: () => true, must: "" }, // below: a message must not show a secret
    issuer: aName,
    audience: aName,
    algorithms: listOf(anAlgorithm),
    clockTolerance: anInteger(0),
    user: aText,
    accept: aFunction,
    realm: aFieldValue,
  });
  const { jwks, secret, user = "sub", accept, clockTolerance = 5, realm } = options;
  for (const name of ["issuer", "audience"] as const) {
    if (options[name] === undefined) throw optionError("jwt", name, undefined, `given; ${aName.must}`);
  }
  if ((jwks === undefined) === (secret === undefined))
    throw optionError("jwt", "jwks", jwks, "given, or secret, and not both");
  const find = secret === undefined ? keysOf(jwks!) : secretOf(secret);
  const checks = {
    algorithms: [
      ...(options.algorithms ?? (secret === undefined ? ["RS256", "PS256", "ES256", "EdDSA"] : ["HS256"])),
    ],
    clockTolerance,
    ...(options.issuer === false ? {} : { issuer: listed(options.issuer) }),
    ...(options.audience === false ? {} : { audience: listed(options.audience) }),
  };
  const claimsOf = async (token: string): Promise<JWTPayload | undefined> => {
    try {
      return (await jwtVerify(token, find, checks)).payload;
    } catch (error) {
      // A token that does not count is the client's; keys that cannot be had are not.
      if (isOfToken(error)) return undefined;
      throw error;
    }
  };
  const authenticate = bearerAuth({
    ...(realm === undefined ? {} : { realm }),
    verify: async (token, environ) => {
      const claims = await claimsOf(token);
      if (claims === undefined) return false;
      if (accept && !checkResult<boolean>("jwt", "accept", accept(claims), aBoolean)) return false;
      environ.set(jwtClaims, claims);
      const name = claims[user];
      return typeof name === "string" && name !== "" ? name : true;
    },
  });
  return (app) => {
    const guarded = authenticate(app);
    return (environ, startResponse) => {
      const body = guarded(environ, startResponse);
      if (!isThenable(body)) return body;
      return body.then(undefined, (error: unknown) => {
        if (!(error instanceof KeysUnreachable)) throw error;
        writeLine(environ, `jwt: the keys of ${String(jwks)} cannot be had: ${describe(error.cause)}`);
        return answerProblem(environ, startResponse, { status: 503 });
      });
    };
  };
}

/** The issuer's keys cannot be had: no fault of the client's, whatever its token says. */
class KeysUnreachable extends Error {}

function keysOf(jwks: NonNullable<JwtOptions["jwks"]>): JWTVerifyGetKey {
  if (typeof jwks !== "string") return createLocalJWKSet(jwks as JSONWebKeySet);
  const remote = createRemoteJWKSet(new URL(jwks));
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      // A connection that fails is a TypeError of fetch, as an unsuitable key is one of jose.
      if (OF_TOKEN.test(codeOf(error))) throw error;
      throw new KeysUnreachable("the keys cannot be had", { cause: error });
    }
  };
}

function secretOf(secret: string | Uint8Array): JWTVerifyGetKey {
  const bytes = typeof secret === "string" ? encoder.encode(secret) : secret;
  if (!(bytes instanceof Uint8Array) || bytes.length < 32) {
    throw optionError("jwt", "secret", `a ${typeof secret}`, "a string or bytes, 32 bytes or more");
  }
  return (async () => bytes) as JWTVerifyGetKey;
}

function listed(names: string | readonly string[]): string[] {
  return typeof names === "string" ? [names] : [...names];
}

/** Errors of the token itself, by the codes of jose. */
const OF_TOKEN =
  /^ERR_(?:JWT_.*|JWS_.*|JOSE_ALG_NOT_ALLOWED|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE_MATCHING_KEYS)$/;

function isOfToken(error: unknown): boolean {
  return OF_TOKEN.test(codeOf(error)) || error instanceof TypeError;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
