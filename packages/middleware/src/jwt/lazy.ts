import type { Application, Middleware } from "@tsgi/core";
import { checkJwtOptions, type JwtOptions } from "./options.ts";

export { jwtClaims, type JwtOptions } from "./options.ts";

/**
 * Works like `jwt` of `@tsgi/middleware/jwt`, and loads it and the library `jose` with the first request: importing
 * `@tsgi/middleware` loads no dependency.
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
  return (app) => {
    let guarded: Application | undefined;
    return async (environ, startResponse) => {
      if (guarded === undefined) {
        const loaded = await import("@tsgi/middleware/jwt");
        guarded ??= loaded.jwt(options)(app);
      }
      return guarded(environ, startResponse);
    };
  };
}
