/**
 * What each adapter weighs in a bundle with @tsgi/core, minified and compressed by brotli; what runs there anyway, Node's
 * modules and the framework, is left out. A budget that is exceeded fails `pnpm test`.
 */
const budgets = [
  ["core", "mount, cascade, compose", "4.2 kB"],
  ["fetch", "toFetch", "9 kB"],
  ["fetch", "fromFetch", "10.5 kB"],
  ["node", "toNode", "9.7 kB"],
  ["express", "toExpress", "10.5 kB"],
  ["fastify", "toFastify", "10.2 kB"],
  ["hono", "toHono", "9.5 kB"],
  ["aws-lambda", "toLambda", "10 kB"],
  ["aws-lambda", "toLambdaStream", "10.5 kB"],
  ["cloudflare-workers", "toWorker", "9.5 kB"],
  ["bun", "serve", "9.6 kB"],
  ["deno", "serve", "9.5 kB"],
];

export default budgets.map(([name, exported, limit]) => ({
  name: `@tsgi/${name}: ${exported}`,
  path: `packages/${name}/dist/index.js`,
  import: `{ ${exported} }`,
  ignore: ["node:*", "hono"],
  limit,
}));
