/**
 * Size of each adapter in a bundle with @tsgi/core, minified and compressed with brotli, without Node's modules and the
 * framework. An exceeded budget fails `pnpm test`.
 */
const budgets = [
  ["core", "mount, cascade, compose", "4 kB"],
  ["fetch", "toFetch", "10.4 kB"],
  ["fetch", "fromFetch", "6 kB"],
  ["node", "toNode", "11.9 kB"],
  ["express", "toExpress", "13.2 kB"],
  ["fastify", "toFastify", "12.7 kB"],
  ["hono", "toHono", "10.9 kB"],
  ["aws-lambda", "toLambda", "11.8 kB"],
  ["aws-lambda", "toLambdaStream", "12.4 kB"],
  ["cloudflare-workers", "toWorker", "10.8 kB"],
  ["bun", "serve", "12.1 kB"],
  ["deno", "serve", "12.3 kB"],
  ["middleware", "cors", "2.7 kB"],
];

/** Size of each middleware alone with its dependencies: the cost of importing one. */
const middleware = [
  ["access-log", "accessLog", "3.9 kB"],
  ["api-key", "apiKey", "2.5 kB"],
  ["basic-auth", "basicAuth", "2.8 kB"],
  ["bearer-auth", "bearerAuth", "2.6 kB"],
  ["body-limit", "bodyLimit", "3.2 kB"],
  ["cache", "cache", "10 kB"],
  ["compress", "compress", "5.6 kB"],
  ["conditional-get", "conditionalGet", "4.8 kB"],
  ["cookies", "cookies", "2.1 kB"],
  ["cors", "cors", "2.6 kB"],
  ["csrf", "csrf", "2.4 kB"],
  ["error-documents", "errorDocuments", "5 kB"],
  ["error-page", "errorPage", "4.9 kB"],
  ["etag", "etag", "4.1 kB"],
  ["form", "form, formOf", "4.6 kB"],
  ["head", "head", "3.2 kB"],
  ["health-check", "healthCheck", "1.7 kB"],
  ["http-error", "httpError", "3.2 kB"],
  ["https-redirect", "httpsRedirect", "2.6 kB"],
  ["jwt", "jwt", "9.6 kB"],
  ["method-override", "methodOverride", "2.1 kB"],
  ["metrics", "metrics", "4.1 kB"],
  ["proxy-fix", "proxyFix", "2.3 kB"],
  ["rate-limit", "rateLimit", "3.5 kB"],
  ["recommended", "recommended", "17.1 kB"],
  ["request-id", "requestId", "2 kB"],
  ["security-headers", "securityHeaders", "2 kB"],
  ["server-timing", "serverTiming", "1.4 kB"],
  ["session", "session, sessionOf", "5.9 kB"],
  ["static-files", "staticFiles", "4.6 kB"],
  ["timeout", "timeout", "4.3 kB"],
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
