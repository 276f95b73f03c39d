/**
 * Writes docs/hosts/matrix.md from the results of a conformance run: hosts down, topics of cases across, and the gaps of
 * each host. `pnpm test` runs the suite on every host and names the folder of its results in TSGI_CONFORMANCE_REPORT;
 * without it there is nothing to write or to check.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root, writeOrCheck } from "@tsgi/harness/generated";
import { reportsOf } from "@tsgi/harness/reports";

/** The parts of a report that are read here. */
interface Report {
  readonly host: string;
  readonly results: readonly {
    readonly id: string;
    readonly outcome: "passed" | "failed" | "left-out";
    readonly reason?: string;
    readonly lacking?: readonly string[];
  }[];
}

/** A host's own suite has the name of its package, Node's that of a line of versions; other suites do not count. */
const packages = readdirSync(join(root, "packages")).filter((name) => name !== "node");
const HOSTS = new RegExp(`^(?:node \\d\\d|${packages.join("|")})\\b`, "i");
const FILE = "docs/hosts/matrix.md";

const reports = reportsOf<Report>("TSGI_CONFORMANCE_REPORT")
  .filter(({ host }) => HOSTS.test(host))
  .toSorted((a, b) => a.host.localeCompare(b.host, "en", { numeric: true }));
const missing = hostsInFile().filter((name) => !reports.some(({ host }) => host === name));
if (reports.length === 0) {
  console.log(`${FILE}: no run to write it from; run \`pnpm test\` first`);
} else if (missing.length > 0 && process.argv.includes("--check") && !process.env["CI"]) {
  // Suites that need a missing program are left out, and their rows stay unchanged.
  console.log(`${FILE} was not compared: this run has no results of ${missing.join(", ")}`);
} else {
  writeOrCheck({ [FILE]: page(reports) });
}

/** Returns the hosts with rows on the page; none before it was first written. */
function hostsInFile(): string[] {
  const path = join(root, FILE);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return [...text.matchAll(/^### (.*)$/gm)].map(([, name]) => name!);
}

function page(rows: readonly Report[]): string {
  const topics = [...new Set(rows.flatMap(({ results }) => results.map(({ id }) => topicOf(id))))];
  const lines = rows.map(({ host, results }) => {
    const cells = topics.map((topic) => cell(results.filter(({ id }) => topicOf(id) === topic)));
    return `| ${[host, cell(results), ...cells].join(" | ")} |`;
  });
  return `<!-- Written by scripts/gen-matrix.ts from a run. -->
# The conformance suite on every host

Each row is a run on the real runtime. A cell shows the number of passed cases and the total: the others were left out,
because the host lacks a capability that they need. Those that can run ran nevertheless, and had to fail.

| ${["host", "all", ...topics].join(" | ")} |
| ${["---", ...Array.from({ length: topics.length + 1 }, () => "--:")].join(" | ")} |
${lines.join("\n")}

## Cases left out, with reasons

${rows.map(leftOut).join("\n\n")}
`;
}

/** The name of a case begins with its topic: \`close-on-end\`. */
function topicOf(id: string): string {
  return id.split("-")[0]!;
}

function cell(results: Report["results"]): string {
  const passed = results.filter(({ outcome }) => outcome === "passed").length;
  const failed = results.some(({ outcome }) => outcome === "failed");
  return `${failed ? "**failed** " : ""}${passed}${passed === results.length ? "" : `/${results.length}`}`;
}

function leftOut({ host, results }: Report): string {
  const reasons = new Map<string, number>();
  for (const { outcome, reason = "" } of results) {
    if (outcome === "left-out") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const lines = [...reasons].map(
    ([reason, count]) => `- ${count} ${count === 1 ? "case" : "cases"}: ${reason}`,
  );
  return `### ${host}\n\n${lines.length > 0 ? lines.join("\n") : "Nothing."}`;
}
