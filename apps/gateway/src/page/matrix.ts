/** Written by scripts/gen-kinds.ts from a run: for each kind of application, the hosts on which it passed, 1 or 0. */
export const matrixHosts = [
  "node",
  "express",
  "fastify",
  "hono",
  "aws-lambda",
  "cloudflare-workers",
  "bun",
  "deno",
] as const;
export const matrixRows = [
  "11111111",
  "11111111",
  "11111111",
  "11111111",
  "11111111",
  "11111111",
  "11111111",
  "11111111",
  "11111111",
  "11111111",
  "11111111",
] as const;
