/** Writes docs/errors.md from the error rows of core. Fails if no package throws one of them. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as errorTable from "@tsgi/core/errors";
import type { ErrorRow } from "@tsgi/core";
import { root, writeOrCheck } from "@tsgi/harness/generated";

// Core first, then the other packages by name.
const rows: ErrorRow[] = Object.values(errorTable).toSorted(
  (a: ErrorRow, b: ErrorRow) => compare(rank(a), rank(b)) || compare(a.code, b.code),
);

const sources = globSync("packages/*/src/**/*.ts", { cwd: root })
  .filter((file) => file !== join("packages", "core", "src", "errors.ts"))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");

const unused = rows.filter(
  // A package without a README is not finished: it need not use its codes yet.
  (row) =>
    existsSync(join(root, "packages", packageOf(row), "README.md")) &&
    !new RegExp(`new TsgiError\\(\\s*${row.code}\\b`).test(sources),
);

if (unused.length > 0) {
  console.log(`no package throws these: ${unused.map(({ code }) => code).join(", ")}`);
  process.exitCode = 1;
} else {
  writeOrCheck({ "docs/errors.md": page() });
}

function page(): string {
  const lines = rows.map(
    (row) => `| \`${row.code}\` | ${packageOf(row)} | ${row.status ?? 500} | ${row.message}. |\n`,
  );
  return `<!-- Written by scripts/gen-errors.ts from packages/core/src/errors.ts. Change the rows, not this page. -->
# Errors

Every error that TSGI throws is a \`TsgiError\` with one of these codes in \`code\`. Its message begins with the package, for
example \`[tsgi/core]\`, then states the rule and the value that broke it; \`cause\` holds the error that led to it.

The status is the one that a bare server sends if the application does not catch the error. A status below 500 means that the
client made a mistake. An error with a status of 500 or above is logged, and the client gets no details. 499 is never sent,
because the client has already disconnected.

| code | package | status | message |
| --- | --- | --- | --- |
${lines.join("")}`;
}

function packageOf(row: ErrorRow): string {
  return row.package ?? "core";
}

function rank(row: ErrorRow): string {
  return row.package ?? "";
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
