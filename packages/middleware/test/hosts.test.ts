import { join } from "node:path";
import { serve as serveNode } from "@tsgi/node";
import { toLambda, toLambdaStream } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { startWorkerd } from "../../../scripts/_workerd.ts";
import { onExpress, onFastify, onHono } from "./_framework-hosts.ts";
import { galleryChecks } from "./_gallery-checks.ts";
import { shipped } from "./_shipped.ts";
import { app } from "./fixtures/gallery.ts";

interface Served {
  readonly url: string;
  close(): unknown;
}

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

async function startProcess(binary: string, ...args: string[]): Promise<Served> {
  const server = new ServerProcess(binary, args);
  return { url: await server.ready, close: () => server.child.kill("SIGKILL") };
}

const ZLIB = ["br", "gzip"];
const DENO = ["run", "--allow-all", "--conditions=@tsgi/source", "--no-config", "--node-modules-dir=manual"];

/** Each host, and what codings it has for whole bodies and for streams. */
const hosts: [string, () => Promise<Served>, whole: string[], streamed: string[]][] = [
  ["node", () => serveNode(app, { port: 0 }), ZLIB, ZLIB],
  ["express", () => onExpress(app), ZLIB, ZLIB],
  ["fastify", () => onFastify(app), ZLIB, ZLIB],
  ["hono on @hono/node-server", () => onHono(app), ZLIB, ZLIB],
  ["aws-lambda", () => serveLocally(toLambda(app) as never, { port: 0 }), ZLIB, ZLIB],
  [
    "aws-lambda, streaming",
    () => serveLocally(toLambdaStream(app) as never, { port: 0, event: "url" }),
    ZLIB,
    ZLIB,
  ],
  ["workerd without nodejs_compat", () => startWorkerd(fixture("gallery-worker.ts")), ["gzip"], []],
  [
    "bun",
    async () =>
      startProcess(await runtimeBinary("bun"), "--conditions=@tsgi/source", fixture("gallery-bun.ts")),
    ZLIB,
    ZLIB,
  ],
  [
    "deno",
    async () => startProcess(await runtimeBinary("deno"), ...DENO, fixture("gallery-deno.ts")),
    ZLIB,
    ZLIB,
  ],
];

describe.each(hosts)("on %s", (_, start, whole, streamed) => {
  let server: Served;
  beforeAll(async () => void (server = await start()));
  afterAll(() => server?.close() as Promise<void> | undefined);

  it.each(Object.entries(galleryChecks))("%s does its work", async (name, check) => {
    const ask = (path: string, init?: RequestInit): Promise<Response> =>
      fetch(new URL(`/${name}${path}`, server.url), init);
    await expect(check({ ask, whole, streamed })).resolves.toBeUndefined();
  });
});

it("checks every middleware there is", () => {
  expect(Object.keys(galleryChecks).toSorted()).toEqual(Object.keys(shipped).toSorted());
});
