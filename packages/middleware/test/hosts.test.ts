/** Every middleware in front of every kind of application on every host: docs/middleware/README.md is written from a run. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { LambdaFunction } from "@tsgi/harness/lambda-function";
import { canRunRic, ricMain } from "@tsgi/harness/ric";
import { runtimeBinary } from "@tsgi/harness/runtimes";
import { runningHost, ServerProcess } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { serve } from "@tsgi/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onExpress, onFastify, onHono } from "./support/framework-hosts.ts";
import { matrixHost } from "./support/matrix-answer.ts";
import { matrixChecks } from "./support/matrix-checks.ts";
import { shipped } from "./support/shipped.ts";
import { app, bareApp } from "./fixtures/matrix-files.ts";

interface Served {
  readonly url: string;
  close(): unknown;
}

/** A host of the matrix, or one of the ways in which it runs: both together make its column. */
interface Suite {
  readonly host: string;
  readonly way?: string;
  start(): Promise<Served>;
  /** Codings that `compress` has there. Default: brotli and gzip, for both. */
  readonly whole?: readonly string[];
  readonly streamed?: readonly string[];
  /** Default: all three. */
  readonly kinds?: readonly string[];
}

const ALL = ["tsgi", "hono", "express"];
const ZLIB = ["br", "gzip"];
const DENO = ["run", "--allow-all", "--conditions=@tsgi/source", "--no-config", "--node-modules-dir=manual"];
const folder = process.env["TSGI_MIDDLEWARE_REPORT"];
const fixtures = join(import.meta.dirname, "fixtures");
const fixture = (name: string): string => join(fixtures, name);

const startProcess = (binary: string, ...args: string[]): Promise<Served> =>
  runningHost(new ServerProcess(binary, args));

/** The function in Lambda's own runtime, behind HTTP. */
async function startFunction(mode: "buffered" | "streaming"): Promise<Served> {
  await ricMain();
  const lambda = await LambdaFunction.start(`matrix-function.${mode}`, { folder: fixtures });
  const server = await serveLocally(lambda[mode], { event: "url", port: 0 });
  const close = async (): Promise<void> => {
    await server.close();
    await lambda.close();
  };
  return { url: server.url, close };
}

const suites: Suite[] = [
  { host: "node", start: () => serve(app, { port: 0 }) },
  { host: "express", start: () => onExpress(app) },
  { host: "fastify", start: () => onFastify(app) },
  { host: "hono", start: () => onHono(app) },
  { host: "aws-lambda", way: "buffered", start: () => startFunction("buffered") },
  { host: "aws-lambda", way: "streaming", start: () => startFunction("streaming") },
  {
    host: "cloudflare-workers",
    way: "with nodejs_compat",
    start: () => startWorkerd(fixture("matrix-worker-nodejs.ts"), { nodejs: true }),
  },
  {
    host: "cloudflare-workers",
    way: "without nodejs_compat",
    start: () => startWorkerd(fixture("matrix-worker.ts")),
    whole: ["gzip"],
    streamed: [],
    kinds: ["tsgi", "hono"],
  },
  {
    host: "bun",
    start: async () =>
      startProcess(await runtimeBinary("bun"), "--conditions=@tsgi/source", fixture("matrix-bun.ts")),
  },
  {
    host: "deno",
    start: async () => startProcess(await runtimeBinary("deno"), ...DENO, fixture("matrix-deno.ts")),
  },
];
const isHere = ({ host }: Suite): boolean =>
  host !== "aws-lambda" || canRunRic("every middleware on AWS Lambda");
const titleOf = ({ host, way }: Suite): string => (way === undefined ? host : `${host}, ${way}`);
const checksOf = (kinds: readonly string[]): (readonly [name: string, kind: string])[] =>
  Object.keys(matrixChecks).flatMap((name) => kinds.map((kind) => [name, kind] as const));

describe.each(suites.filter(isHere).map((suite) => [titleOf(suite), suite] as const))(
  "on %s",
  (title, { host, start, whole = ZLIB, streamed = ZLIB, kinds = ALL }) => {
    let server: Served;
    const passed: string[] = [];

    beforeAll(async () => void (server = await start()));
    afterAll(async () => {
      await server?.close();
      if (folder === undefined) return;
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `${title}.json`), JSON.stringify({ host, title, kinds, passed }));
    });

    test.each(checksOf(kinds))("%s does its work in front of %s", async (name, kind) => {
      const there = matrixHost(server.url, `/${kind}/${name}`, { whole, streamed, patience: 60_000 });
      await expect(matrixChecks[name]!(there)).resolves.toBeUndefined();
      passed.push(`${name} ${kind}`);
    });
  },
);

describe("without the middleware", () => {
  let server: Served;
  beforeAll(async () => void (server = await serve(bareApp, { port: 0, log: { write() {}, flush() {} } })));
  afterAll(() => server?.close() as Promise<void>);

  test.each(checksOf(ALL))("the check of %s fails in front of %s", async (name, kind) => {
    const there = matrixHost(server.url, `/${kind}/${name}`, {
      whole: ZLIB,
      streamed: ZLIB,
      patience: 100,
    });
    await expect(matrixChecks[name]!(there)).rejects.toBeInstanceOf(Error);
  });
});

test("checks every middleware there is", () => {
  expect(Object.keys(matrixChecks).toSorted()).toEqual(Object.keys(shipped).toSorted());
});
