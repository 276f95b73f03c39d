/**
 * Exports every middleware. Importing this module loads no dependency of a middleware, and a bundler drops what is not
 * used.
 *
 * It imports its modules by subpath, so that the build does not merge them into one file: importing one subpath loads none
 * of the others.
 */
export * from "@tsgi/middleware/access-log";
export * from "@tsgi/middleware/api-key";
export * from "@tsgi/middleware/basic-auth";
export * from "@tsgi/middleware/bearer-auth";
export * from "@tsgi/middleware/body-limit";
export * from "@tsgi/middleware/cache";
export * from "@tsgi/middleware/compress";
export * from "@tsgi/middleware/conditional-get";
export * from "@tsgi/middleware/cookies";
export * from "@tsgi/middleware/cors";
export * from "@tsgi/middleware/csrf";
export * from "@tsgi/middleware/error-documents";
export * from "@tsgi/middleware/error-page";
export * from "@tsgi/middleware/etag";
export * from "@tsgi/middleware/form";
export * from "@tsgi/middleware/head";
export * from "@tsgi/middleware/health-check";
export * from "@tsgi/middleware/http-error";
export * from "@tsgi/middleware/https-redirect";
export { jwt, jwtClaims, type JwtOptions } from "./jwt/lazy.ts";
export * from "@tsgi/middleware/method-override";
export * from "@tsgi/middleware/metrics";
export * from "@tsgi/middleware/proxy-fix";
export * from "@tsgi/middleware/rate-limit";
export * from "@tsgi/middleware/recommended";
export * from "@tsgi/middleware/request-id";
export * from "@tsgi/middleware/security-headers";
export * from "@tsgi/middleware/server-timing";
export * from "@tsgi/middleware/session";
export * from "@tsgi/middleware/static-files";
export * from "@tsgi/middleware/timeout";
