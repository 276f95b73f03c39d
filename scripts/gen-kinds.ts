/**
 * Writes docs/matrix.md, and the part that the gateway's page shows, from a run of apps/gateway/test/matrix.test.ts: kinds of
 * application down, hosts across. `pnpm test` names the folder of its results in TSGI_MATRIX_REPORT; without it there is
 * nothing to write or to check.
 */
import { HOSTS, reportsOf, writeFromRun } from "@tsgi/harness/reports";
import { kindNames } from "gateway/kinds";

/** The result on one host. */
interface Report {
  readonly host: string;
  /** The kinds whose visits passed. */
  readonly passed: readonly string[];
}

const PAGE = "docs/matrix.md";

const reports = reportsOf<Report>("TSGI_MATRIX_REPORT");
writeFromRun(reports, PAGE, () => ({ [PAGE]: page(), "apps/gateway/src/page/matrix.ts": module() }));

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

Kinds of application down, hosts across. Each cell is a test of the gateway on that host, with applications of all these kinds behind
it at once: the larger ones are a notes API in Hono, a shop in Express and a file store in Fastify, the
others one small sample. AWS Lambda is Lambda's own runtime for Node, and Workers is workerd with \`nodejs_compat\`.

| ${["application", "in the gateway", ...HOSTS].join(" | ")} |
| ${["---", "---", ...HOSTS.map(() => ":-:")].join(" | ")} |
${rows.join("\n")}

The tests: \`apps/gateway/test/apps/_visits.ts\` and \`apps/gateway/test/_sample-visit.ts\`.
`;
}

/** Writes a module for the gateway's page, which cannot read a file. */
function module(): string {
  const rows = kindNames.map(([name]) => HOSTS.map((host) => (passes(name, host) ? 1 : 0)).join(""));
  return `/** Written by scripts/gen-kinds.ts from a run: for each kind of application, the hosts on which it passed, 1 or 0. */
export const matrixHosts = [
${HOSTS.map((host) => `  "${host}",`).join("\n")}
] as const;
export const matrixRows = [
${rows.map((row) => `  "${row}",`).join("\n")}
] as const;
`;
}
