/** Reads the reports of a test run, one JSON file per suite, which some pages are generated from. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { writeOrCheck } from "./generated.ts";

/** The hosts of TSGI, in the order of their columns. */
export const HOSTS: readonly string[] = [
  "node",
  "express",
  "fastify",
  "hono",
  "aws-lambda",
  "cloudflare-workers",
  "bun",
  "deno",
];

/** Returns the reports in the folder that an environment variable names; none if it is unset. */
export function reportsOf<T>(variable: string): T[] {
  const folder = process.env[variable];
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as T);
}

/** Writes or checks the outputs generated from reports of every host; does nothing without a report. */
export function writeFromRun(
  reports: readonly { readonly host: string }[],
  page: string,
  outputs: () => Readonly<Record<string, string>>,
): void {
  const missing = HOSTS.filter((name) => !reports.some(({ host }) => host === name));
  if (reports.length === 0) {
    console.log(`${page}: no run to write it from; run \`pnpm test\` first`);
  } else if (missing.length > 0 && !process.env["CI"]) {
    // A suite that needs a missing program is left out, and its column stays unchanged.
    console.log(`${page} was not written or compared: this run has no results of ${missing.join(", ")}`);
  } else {
    writeOrCheck(outputs());
  }
}
