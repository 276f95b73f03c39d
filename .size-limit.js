/**
 * What each adapter weighs in a bundle with @tsgi/core, minified and compressed by brotli; what runs there anyway, Node's
 * modules and the framework, is left out. A budget that is exceeded fails `pnpm test`.
 */
const budgets = [
  ["core", "mount, cascade, compose", "3.4 kB"],
  ["fetch", "toFetch", "9.4 kB"],
  ["fetch", "fromFetch", "5.7 kB"],
  ["node", "toNode", "8.9 kB"],
  ["express", "toExpress", "10.5 kB"],
  ["fastify", "toFastify", "10.1 kB"],
  ["hono", "toHono", "9.9 kB"],
  ["aws-lambda", "toLambda", "9.6 kB"],
  ["aws-lambda", "toLambdaStream", "10 kB"],
  ["cloudflare-workers", "toWorker", "9.8 kB"],
  ["bun", "serve", "10 kB"],
  ["deno", "serve", "10.1 kB"],
];

/** The same of each middleware by itself, with what it brings: it is what a user pays for who imports one. */
const middleware = [
  ["access-log", "accessLog", "3.3 kB"],
  ["api-key", "apiKey", "2.4 kB"],
  ["basic-auth", "basicAuth", "2.7 kB"],
  ["bearer-auth", "bearerAuth", "2.5 kB"],
  ["body-limit", "bodyLimit", "3.1 kB"],
  ["cache", "cache", "9.7 kB"],
  ["compress", "compress", "5.1 kB"],
  ["conditional-get", "conditionalGet", "4.4 kB"],
  ["cookies", "cookies", "2.1 kB"],
  ["cors", "cors", "2.2 kB"],
  ["csrf", "csrf", "2.4 kB"],
  ["error-documents", "errorDocuments", "4.4 kB"],
  ["error-page", "errorPage", "4.3 kB"],
  ["etag", "etag", "3.6 kB"],
  ["form", "form, formOf", "4.4 kB"],
  ["head", "head", "2.7 kB"],
  ["health-check", "healthCheck", "1.5 kB"],
  ["http-error", "httpError", "2.7 kB"],
  ["https-redirect", "httpsRedirect", "2.5 kB"],
  ["jwt", "jwtAuth", "9.4 kB"],
  ["method-override", "methodOverride", "2 kB"],
  ["metrics", "metrics", "3.3 kB"],
  ["proxy-fix", "proxyFix", "2.2 kB"],
  ["rate-limit", "rateLimit", "3.1 kB"],
  ["recommended", "recommended", "15.8 kB"],
  ["request-id", "requestIds", "1.6 kB"],
  ["security-headers", "securityHeaders", "1.7 kB"],
  ["server-timing", "serverTiming", "1.3 kB"],
  ["session", "session, sessionOf", "5.6 kB"],
  ["static-files", "staticFiles", "4.5 kB"],
  ["timeout", "timeout", "4 kB"],
];

export default budgets
  .map(([name, exported, limit]) => ({
    name: `@tsgi/${name}: ${exported}`,
    path: `packages/${name}/dist/index.js`,
    import: `{ ${exported} }`,
    ignore: ["node:*", "hono"],
    limit,
  }))
  .concat(
    middleware.map(([name, exported, limit]) => ({
      name: `@tsgi/middleware/${name}`,
      path: `packages/middleware/dist/${name}.js`,
      import: `{ ${exported} }`,
      ignore: ["node:*", "@opentelemetry/api", "prom-client", "ioredis"],
      limit,
    })),
  );
