import type { Middleware } from "@tsgi/core";
import { accessLog } from "@tsgi/middleware/access-log";
import { apiKey } from "@tsgi/middleware/api-key";
import { basicAuth } from "@tsgi/middleware/basic-auth";
import { bearerAuth } from "@tsgi/middleware/bearer-auth";
import { bodyLimit } from "@tsgi/middleware/body-limit";
import { cache } from "@tsgi/middleware/cache";
import { compress } from "@tsgi/middleware/compress";
import { conditionalGet } from "@tsgi/middleware/conditional-get";
import { cookies } from "@tsgi/middleware/cookies";
import { cors } from "@tsgi/middleware/cors";
import { csrf } from "@tsgi/middleware/csrf";
import { errorDocuments } from "@tsgi/middleware/error-documents";
import { errorPage } from "@tsgi/middleware/error-page";
import { etag } from "@tsgi/middleware/etag";
import { form } from "@tsgi/middleware/form";
import { head } from "@tsgi/middleware/head";
import { healthCheck } from "@tsgi/middleware/health-check";
import { httpError } from "@tsgi/middleware/http-error";
import { httpsRedirect } from "@tsgi/middleware/https-redirect";
import { jwt } from "@tsgi/middleware/jwt";
import { methodOverride } from "@tsgi/middleware/method-override";
import { metrics, type Meter } from "@tsgi/middleware/metrics";
import { proxyFix } from "@tsgi/middleware/proxy-fix";
import { rateLimit } from "@tsgi/middleware/rate-limit";
import { recommended } from "@tsgi/middleware/recommended";
import { requestId } from "@tsgi/middleware/request-id";
import { securityHeaders } from "@tsgi/middleware/security-headers";
import { serverTiming } from "@tsgi/middleware/server-timing";
import { session } from "@tsgi/middleware/session";
import { staticFiles } from "@tsgi/middleware/static-files";
import { timeout } from "@tsgi/middleware/timeout";

/** A meter that measures nothing. */
const noMeter: Meter = {
  createHistogram: () => ({ record: () => {} }),
  createUpDownCounter: () => ({ add: () => {} }),
};

/** Every middleware, in the simplest use in which it has nothing to do. */
export const shipped: Readonly<Record<string, () => Middleware>> = {
  "access-log": () => accessLog({ to: () => {} }),
  "api-key": () => apiKey({ keys: { ann: "k" } }),
  "basic-auth": () => basicAuth({ users: { ann: "a" } }),
  "bearer-auth": () => bearerAuth({ tokens: ["t"] }),
  "body-limit": () => bodyLimit(),
  cache: () => cache(),
  compress: () => compress(),
  "conditional-get": () => conditionalGet(),
  cookies: () => cookies(),
  cors: () => cors({ origin: "https://app.example" }),
  csrf: () => csrf(),
  "error-documents": () => errorDocuments({ documents: { 404: "/errors/404" } }),
  "error-page": () => errorPage(),
  etag: () => etag(),
  form: () => form(),
  head: () => head(),
  "health-check": () => healthCheck(),
  "http-error": () => httpError(),
  "https-redirect": () => httpsRedirect({ exempt: () => true }),
  jwt: () => jwt({ secret: "a secret of thirty-two characters", issuer: false, audience: false }),
  "method-override": () => methodOverride(),
  metrics: () => metrics({ meter: noMeter }),
  "proxy-fix": () => proxyFix({ for: 1 }),
  "rate-limit": () => rateLimit(),
  recommended: () => recommended({ accessLog: { to: () => {} } }),
  "request-id": () => requestId(),
  "security-headers": () => securityHeaders(),
  "server-timing": () => serverTiming(),
  session: () => session({ secret: "a secret of thirty-two characters" }),
  "static-files": () => staticFiles({ root: import.meta.dirname }),
  timeout: () => timeout(),
};

/** The header fields that a request needs for a middleware to let it through. */
export const credentials: Readonly<Record<string, Record<string, string>>> = {
  "api-key": { "x-api-key": "k" },
  "basic-auth": { authorization: "Basic YW5uOmE=" },
  "bearer-auth": { authorization: "Bearer t" },
  jwt: {
    authorization:
      "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.ZJKQd3_ctZmuSIRBWa6MD2PCO_XWzQ4hy_8E74Z3QOE",
  },
};
