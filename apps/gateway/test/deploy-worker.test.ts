/** Bundles the Worker of wrangler.jsonc with wrangler itself, and runs it in workerd. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startBundledWorker, type RunningWorker } from "@tsgi/harness/workerd";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { answersByEveryFramework } from "./_frameworks.ts";

const run = promisify(execFile);
const gateway = join(import.meta.dirname, "..");
const config = readConfig({ config: join(gateway, "deploy/wrangler.jsonc") });
let folder: string;
let output: string;
let worker: RunningWorker | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tsgi-gateway-worker-"));
  // The script that the README names, and no network.
  const args = ["--run", "deploy:worker", "--", "--dry-run", "--outdir", folder];
  const env = { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" };
  const { stdout, stderr } = await run(process.execPath, args, { cwd: gateway, env });
  output = stdout + stderr;
});

afterAll(async () => {
  await worker?.close();
  await rm(folder, { recursive: true });
});

test("wrangler takes the configuration without a warning, and bundles the gateway", () => {
  expect(output).toContain("--dry-run: exiting now.");
  expect(output).not.toMatch(/warning|error/i);
});

test("the bundle answers in workerd, by every framework", async () => {
  const { compatibility_date: date, compatibility_flags: flags, kv_namespaces: namespaces } = config;
  const kv = namespaces.map(({ binding }: { binding: string }) => binding);
  worker = await startBundledWorker(join(folder, "cloudflare-workers.js"), { date, flags, kv });
  const health = await fetch(`${worker.url}health`);
  expect(await health.json()).toEqual({ status: "ok", host: "cloudflare-workers" });
  expect((await fetch(`${worker.url}httpbin/status/418`)).status).toBe(418);
  await answersByEveryFramework(worker.url);
});
