/** What the pages are made from that tell what was seen in a run: one file of JSON for each suite that ran. */
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

/** The reports in the folder that an environment variable names; none without it. */
export function reportsOf<T>(variable: string): T[] {
  const folder = process.env[variable];
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as T);
}

/** Writes or checks what is made of reports from every host; without a report there is nothing to do. */
export function writeFromRun(
  reports: readonly { readonly host: string }[],
  page: string,
  outputs: () => Readonly<Record<string, string>>,
): void {
  const missing = HOSTS.filter((name) => !reports.some(({ host }) => host === name));
  if (reports.length === 0) {
    console.log(`${page}: no run to write it from; \`pnpm test\` makes one`);
  } else if (missing.length > 0 && !process.env["CI"]) {
    // A suite that needs a program which is not here is left out, and its column stays as it is.
    console.log(`${page} was not written or compared: this run has no results of ${missing.join(", ")}`);
  } else {
    writeOrCheck(outputs());
  }
}
