/**
 * What each adapter weighs in a bundle with @tsgi/core, minified and compressed by brotli; what runs there anyway, Node's
 * modules and the framework, is left out. A budget that is exceeded fails `pnpm test`.
 */
const budgets = [
  ["core", "mount, cascade, compose", "3.3 kB"],
  ["fetch", "toFetch", "8.3 kB"],
  ["fetch", "fromFetch", "4.5 kB"],
  ["node", "toNode", "8.4 kB"],
  ["express", "toExpress", "9.9 kB"],
  ["fastify", "toFastify", "9.5 kB"],
  ["hono", "toHono", "8.7 kB"],
  ["aws-lambda", "toLambda", "9.4 kB"],
  ["aws-lambda", "toLambdaStream", "9.8 kB"],
  ["cloudflare-workers", "toWorker", "8.6 kB"],
  ["bun", "serve", "8.9 kB"],
  ["deno", "serve", "8.8 kB"],
];

export default budgets.map(([name, exported, limit]) => ({
  name: `@tsgi/${name}: ${exported}`,
  path: `packages/${name}/dist/index.js`,
  import: `{ ${exported} }`,
  ignore: ["node:*", "hono"],
  limit,
}));
