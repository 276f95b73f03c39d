/** Every kind of application on every host: the gateway with all of them behind it, each visited for real. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { LambdaFunction } from "@tsgi/harness/lambda-function";
import { canRunRic, ricMain } from "@tsgi/harness/ric";
import { ServerProcess } from "@tsgi/harness/server-process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kindNames } from "../src/kinds/names.ts";
import { changeNotes, keepFiles, shopTogether, type Visit } from "./apps/_visits.ts";
import { visitSample } from "./_sample-visit.ts";

interface Running {
  /** Ends in `/`. */
  readonly url: string;
  close(): Promise<void>;
}

const main = join(import.meta.dirname, "../src/main.ts");
const folder = process.env["TSGI_MATRIX_REPORT"];

/** The scenarios of those kinds that have an application of their own; all others share one sample. */
const visits: Readonly<Record<string, Visit>> = {
  Hono: changeNotes,
  Express: shopTogether,
  Fastify: keepFiles,
};

const hosts: Readonly<Record<string, () => Promise<Running>>> = {
  node: () => startHost("node"),
  express: () => startHost("express"),
  fastify: () => startHost("fastify"),
  hono: () => startHost("hono"),
  "aws-lambda": startFunction,
  "cloudflare-workers": () => startHost("cloudflare-workers"),
  bun: () => startHost("bun"),
  deno: () => startHost("deno"),
};
const isHere = (host: string): boolean =>
  host !== "aws-lambda" || canRunRic("every kind of application on AWS Lambda");

describe.each(Object.keys(hosts).filter(isHere))("on %s", (host) => {
  let running: Running;
  const passed: string[] = [];

  beforeAll(async () => void (running = await hosts[host]!()), 600_000);
  afterAll(async () => {
    await running?.close();
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${host}.json`), JSON.stringify({ host, passed }));
  });

  test.each(kindNames)("%s", async (name, place) => {
    const visit = visits[name] ?? ((url) => visitSample(url, place));
    await expect(visit(running.url)).resolves.toBeUndefined();
    passed.push(name);
  });

  test("they answered side by side, and the gateway goes on", async () => {
    const health = (await (await fetch(`${running.url}health`)).json()) as { host: string };
    expect(health.host).toBe(host);
  });
});

/** As deployed: details of errors that frameworks show in development are not for clients. */
const env = { ...process.env, NODE_ENV: "production" };

async function startHost(host: string): Promise<Running> {
  const args = ["--conditions=@tsgi/source", main, "--host", host, "--port", "0"];
  const server = new ServerProcess(process.execPath, args, env);
  const url = (await server.ready).replace(/^.*?: /, "");
  return { url, close: () => server.close() };
}

/** The function in Lambda's own runtime, behind HTTP. */
async function startFunction(): Promise<Running> {
  await ricMain();
  const lambda = await LambdaFunction.start("function.handler", {
    folder: join(import.meta.dirname, "fixtures"),
  });
  const server = await serveLocally(lambda.buffered, { event: "url", port: 0 });
  const close = async (): Promise<void> => {
    await server.close();
    await lambda.close();
  };
  return { url: server.url, close };
}
