/** Writes docs/errors.md from core's table of errors. Fails when a code is used nowhere. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorTable, type ErrorEntry } from "../packages/core/src/index.ts";
import { root, writeOrCheck } from "./_generated.ts";

const entries: [code: string, entry: ErrorEntry][] = Object.entries(errorTable);

const sources = globSync("packages/*/src/**/*.ts", { cwd: root })
  .filter((file) => file !== join("packages", "core", "src", "errors.ts"))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");

const unused = entries.filter(
  // A package that is being written has no README yet, and need not use its codes.
  ([code, entry]) =>
    existsSync(join(root, "packages", packageOf(entry), "README.md")) && !sources.includes(`"${code}"`),
);

if (unused.length > 0) {
  console.log(`no package uses these codes: ${unused.map(([code]) => code).join(", ")}`);
  process.exitCode = 1;
} else {
  writeOrCheck({ "docs/errors.md": page() });
}

function page(): string {
  const rows = entries.map(
    ([code, entry]) => `| \`${code}\` | ${packageOf(entry)} | ${entry.status ?? 500} | ${entry.message}. |\n`,
  );
  return `<!-- Written by scripts/gen-errors.ts from packages/core/src/errors.ts. Change the table, not this page. -->
# Errors

Every error that TSGI throws is a \`TsgiError\` with one of these codes in \`code\`. Its message begins with the package,
\`[tsgi/core]\`, tells what must be and the value that was seen; \`cause\` keeps what led to it.

The status is what a bare server answers when the application lets the error through: 400 and 413 are mistakes of the
client's. An error of status 500 or above is logged, and told to the client without details. 499 is never sent: there is no
client any more.

| code | package | status | what must be |
| --- | --- | --- | --- |
${rows.join("")}`;
}

function packageOf(entry: ErrorEntry): string {
  return entry.package ?? "core";
}
