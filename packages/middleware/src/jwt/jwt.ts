import type { Middleware } from "@tsgi/core";
import { describe, isThenable } from "@tsgi/core/server";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import { bearerAuth } from "../bearer-auth.ts";
import { sendProblem } from "../response/problem.ts";
import { writeLine } from "../shared/contain.ts";
import { aBoolean, checkResult } from "../shared/options.ts";
import { bytesOf, checkJwtOptions, jwtClaims, type JwtOptions } from "./options.ts";

export { remoteUser } from "../shared/remote-user.ts";
export { jwtClaims, type JwtOptions } from "./options.ts";

/**
 * Requires a JSON Web Token as bearer token, and verifies its signature, its times, its issuer and its audience (RFC 7519,
 * RFC 8725). Stores its user under the key `remoteUser`, and its claims under `jwtClaims`. The library `jose` does the
 * work. If the issuer's keys cannot be fetched, the response is 503, and the reason is logged.
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
  checkJwtOptions(options);
  const { jwks, secret, user = "sub", accept, clockTolerance = 5, realm } = options;
  const find = secret === undefined ? keysOf(jwks!) : ((async () => bytesOf(secret)) as JWTVerifyGetKey);
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
      // An invalid token is the client's fault; keys that cannot be fetched are not.
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
        writeLine(environ, `jwt: the keys of ${String(jwks)} cannot be fetched: ${describe(error.cause)}`);
        return sendProblem(environ, startResponse, { status: 503 });
      });
    };
  };
}

/** Reports that the issuer's keys cannot be fetched, which is not the client's fault, whatever its token says. */
class KeysUnreachable extends Error {}

function keysOf(jwks: NonNullable<JwtOptions["jwks"]>): JWTVerifyGetKey {
  if (typeof jwks !== "string") return createLocalJWKSet(jwks as JSONWebKeySet);
  const remote = createRemoteJWKSet(new URL(jwks));
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      // A failed connection is a TypeError of fetch, an unsuitable key a TypeError of jose.
      if (OF_TOKEN.test(codeOf(error))) throw error;
      throw new KeysUnreachable("the keys cannot be fetched", { cause: error });
    }
  };
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
