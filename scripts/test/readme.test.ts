/** The figures of the README and of the guides are those of the pages that they link. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "@tsgi/harness/generated";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const readme = read("README.md");

/** The cells of a page's table rows, bold or not, one row after another. */
function rowsOf(file: string): string[][] {
  const lines = read(file).split("\n");
  const rows = lines.filter((line) => line.startsWith("|"));
  return rows.map((line) => line.split("|").map((cell) => cell.trim().replaceAll("**", "")));
}

/** Returns the cell in the row that begins with `name`, in the first table that has `column`. */
function cellOf(file: string, column: string, name: string): string {
  const rows = rowsOf(file);
  const head = rows.findIndex((cells) => cells.includes(column));
  const row = rows.slice(head).find((cells) => cells[1] === name);
  return row![rows[head]!.indexOf(column)]!;
}

const BENCH = "docs/benchmarks.md";
const HOSTS = "docs/hosts/matrix.md";
const passed = (host: string): string[] => cellOf(HOSTS, "all", host).split("/");
const kinds = rowsOf("docs/matrix.md").slice(2);
const hosts = rowsOf("docs/matrix.md")[0]!.slice(3, -1);

test("the table of runtimes agrees with the matrix", () => {
  const combinations = kinds.flatMap((cells) => cells.slice(3, -1));
  expect(new Set(combinations)).toEqual(new Set(["✓"]));
  expect(readme).toContain(`${kinds.length} kinds of application on ${hosts.length} hosts`);
  expect(readme).toContain(`all ${combinations.length} combinations`);
});

test("the suite's cases are those that the hosts passed", () => {
  const [node, cases] = passed("node 24 over http") as [string, string];
  const [[express], [bun]] = [passed("Express 5"), passed("bun")];
  expect(readme.replaceAll(/\s+/g, " ")).toContain(
    `Of the ${cases} cases of the [conformance suite](docs/hosts/matrix.md), Node passes ${node}, Express ${express} and Bun ${bun}`,
  );
});

test("the costs are those of the benchmarks", () => {
  const text = readme.replaceAll(/\s+/g, " ");
  const json = (name: string): string => cellOf(BENCH, "JSON, 12 header fields read", name);
  expect(text).toContain(
    `[${json("@tsgi/node")} µs of CPU](docs/benchmarks.md), where a node:http handler by hand takes ${json("node:http by hand")}.`,
  );
  const event = "Lambda, HTTP API (v2): small text";
  const others = ["@hattip/adapter-aws-lambda", "hono/aws-lambda", "srvx/aws-lambda"];
  const best = Math.min(...others.map((name) => Number(cellOf(BENCH, event, name))));
  expect(text).toContain(
    `event takes ${cellOf(BENCH, event, "@tsgi/aws-lambda")} µs, where the best of the other adapters takes ${best}.`,
  );
  const chain = "The same chain is faster than that of Express's packages, and than that of Hono's";
  const [ratio] = cellOf(BENCH, "figure", chain).split(" ");
  expect(text).toContain(`costs ${ratio} times less than [the same chain`);
});

test("all middleware is counted", () => {
  const { exports } = JSON.parse(read("packages/middleware/package.json")) as { exports: object };
  const named = Object.keys(exports).filter((subpath) => subpath !== "." && subpath !== "./package.json");
  expect(readme).toContain(`[${named.length} are included](docs/middleware/README.md)`);
});

test("figures in µs, and factors, are in the benchmarks", () => {
  const measured = new Set(read(BENCH).match(/\d[\d,.]*\d/g));
  for (const file of ["README.md", ...globSync("docs/guides/*.md", { cwd: root })]) {
    const figures = [...read(file).matchAll(/(\d[\d,.]*\d) (?:µs|times the)/g)].map(([, figure]) => figure!);
    expect([file, ...figures.filter((figure) => !measured.has(figure))]).toEqual([file]);
  }
});

test("sizes are the budgets", () => {
  const budgets = read(".size-limit.js");
  const sizes = globSync("docs/guides/*.md", { cwd: root }).flatMap((file) => [
    ...read(file).matchAll(/at most (\d[\d.]* kB)/g),
  ]);
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.map(([, size]) => size!).filter((size) => !budgets.includes(`"${size}"`))).toEqual([]);
});

test("the repository to clone is that of every package.json that names one", () => {
  const [, clone] = /git clone (\S+)/.exec(readme)!;
  const named = ["package.json", ...globSync("packages/*/package.json", { cwd: root })].flatMap((file) => {
    const { repository } = JSON.parse(read(file)) as { repository?: { url: string } };
    return repository === undefined ? [] : [repository.url];
  });
  expect(named.filter((url) => url !== `git+${clone}`)).toEqual([]);
});
