/** Writes docs/errors.md from core's rows of errors. Fails when a row is thrown nowhere. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as errorTable from "@tsgi/core/errors";
import type { ErrorRow } from "@tsgi/core";
import { root, writeOrCheck } from "@tsgi/harness/generated";

// Core's first, then package by package.
const rows: ErrorRow[] = Object.values(errorTable).toSorted(
  (a: ErrorRow, b: ErrorRow) => compare(rank(a), rank(b)) || compare(a.code, b.code),
);

const sources = globSync("packages/*/src/**/*.ts", { cwd: root })
  .filter((file) => file !== join("packages", "core", "src", "errors.ts"))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");

const unused = rows.filter(
  // A package that is being written has no README yet, and need not use its codes.
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

Every error that TSGI throws is a \`TsgiError\` with one of these codes in \`code\`. Its message begins with the package,
\`[tsgi/core]\`, tells what must be and the value that was seen; \`cause\` keeps what led to it.

The status is what a bare server answers when the application lets the error through: 400 and 413 are mistakes of the
client's. An error of status 500 or above is logged, and told to the client without details. 499 is never sent: there is no
client any more.

| code | package | status | what must be |
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
