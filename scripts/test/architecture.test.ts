/** The tables of docs/architecture.md against the tree. */
import { globSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");

/** The cells of the rows below a heading, without the head of the table. */
function rowsBelow(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!;
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(2).map((row) => row.slice(2, -2).split(" | "));
}
const codeOf = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
/** `<name>` in a path is any name. */
const exists = (path: string): boolean =>
  globSync(path.replaceAll(/<\w+>/g, "*").replace(/\/$/, ""), { cwd: root }).length > 0;

test("packages import what the page says, and nothing else of this repository", () => {
  const stated = rowsBelow("Which package imports which").flatMap(([names = "", imports = ""]) =>
    codeOf(names).map((name) => [name, codeOf(imports)] as const),
  );
  const actual = readdirSync(join(root, "packages")).map((name) => {
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(root, "packages", name, "package.json"), "utf8"),
    ) as { dependencies?: Record<string, string> };
    const own = Object.keys(dependencies).filter((each) => each.startsWith("@tsgi/"));
    return [name, own.map((each) => each.slice("@tsgi/".length))] as const;
  });
  expect(Object.fromEntries(stated)).toEqual(Object.fromEntries(actual));
});

test("the contract in core never loads the exchange", () => {
  const files = globSync("packages/core/src/**/*.ts", { cwd: root }).filter(
    (file) => !file.includes("/server/"),
  );
  const imports = files.flatMap((file) =>
    [
      ...readFileSync(join(root, file), "utf8").matchAll(
        /^import (?:type )?[^;]*?from "[./]+server\/(?:exchange|transport|pump)\.ts"/gm,
      ),
    ].map(([statement]) => statement),
  );
  expect(files.length).toBeGreaterThan(10);
  expect(imports.filter((statement) => !statement.startsWith("import type "))).toEqual([]);
});

test("everything the page names exists at its path", () => {
  const paths = rowsBelow("Where things live")
    .flatMap(([, place = ""]) => codeOf(place))
    .filter((code) => code.includes("/") || code.startsWith("."));
  expect(paths.length).toBeGreaterThan(25);
  expect(paths.filter((path) => !exists(path))).toEqual([]);
});
