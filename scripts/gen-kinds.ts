/**
 * Writes docs/matrix.md, and what the gateway's page shows of it, from a run of apps/gateway/test/matrix.test.ts: kinds of
 * application down, hosts across. `pnpm test` names the folder of its results in TSGI_MATRIX_REPORT; without it there is
 * nothing to write or to check.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { kindNames } from "../apps/gateway/src/kinds/names.ts";
import { writeOrCheck } from "./_generated.ts";

/** What was seen on one host. */
interface Report {
  readonly host: string;
  /** The kinds whose visits passed. */
  readonly passed: readonly string[];
}

const HOSTS = ["node", "express", "fastify", "hono", "aws-lambda", "cloudflare-workers", "bun", "deno"];
const PAGE = "docs/matrix.md";

const folder = process.env["TSGI_MATRIX_REPORT"];
const reports = folder === undefined || !existsSync(folder) ? [] : reportsIn(folder);
const missing = HOSTS.filter((name) => !reports.some(({ host }) => host === name));
if (reports.length === 0) {
  console.log(`${PAGE}: no run to write it from; \`pnpm test\` makes one`);
} else if (missing.length > 0 && !process.env["CI"]) {
  // A suite that needs a program which is not here is left out, and its column stays as it is.
  console.log(`${PAGE} was not written or compared: this run has no results of ${missing.join(", ")}`);
} else {
  writeOrCheck({ [PAGE]: page(), "apps/gateway/src/page/matrix.ts": module() });
}

function reportsIn(path: string): Report[] {
  return readdirSync(path).map((file) => JSON.parse(readFileSync(join(path, file), "utf8")) as Report);
}

function passes(kind: string, host: string): boolean {
  return reports.some((report) => report.host === host && report.passed.includes(kind));
}

function page(): string {
  const rows = kindNames.map(([name, place]) => {
    const cells = HOSTS.map((host) => (passes(name, host) ? "✓" : "**failed**"));
    return `| ${[name, `\`${place}\``, ...cells].join(" | ")} |`;
  });
  return `<!-- Written by scripts/gen-kinds.ts from a run. -->
# Any application on any host

Kinds of application down, hosts across. Each cell is the gateway on that host, with applications of all these kinds behind
it at once, visited for real: the larger ones are a notes API in Hono, a shop in Express and a file store in Fastify, the
others one small sample. On AWS Lambda it is Lambda's own runtime for Node, on Workers workerd with \`nodejs_compat\`.

| ${["application", "in the gateway", ...HOSTS].join(" | ")} |
| ${["---", "---", ...HOSTS.map(() => ":-:")].join(" | ")} |
${rows.join("\n")}

What a visit does: \`apps/gateway/test/apps/_visits.ts\` and \`apps/gateway/test/_sample-visit.ts\`.
`;
}

/** For the page of the gateway, which has no file to read. */
function module(): string {
  const rows = kindNames.map(([name]) => HOSTS.map((host) => (passes(name, host) ? 1 : 0)).join(""));
  return `/** Written by scripts/gen-kinds.ts from a run: of each kind of application, the hosts it was seen on, 1 or 0. */
export const matrixHosts = [
${HOSTS.map((host) => `  "${host}",`).join("\n")}
] as const;
export const matrixRows = [
${rows.map((row) => `  "${row}",`).join("\n")}
] as const;
`;
}
