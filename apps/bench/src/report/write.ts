import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeOrCheck } from "@tsgi/harness/generated";
import { loadResults, REPEATED_FILE } from "../results/results.ts";
import { render } from "./page.ts";

const WHY_FILE = join(import.meta.dirname, "../../why.json");

/** Writes docs/benchmarks.md and its charts from the stored results; with `--check` only compares. */
export function writePage(): void {
  const results = loadResults();
  if (results === undefined) {
    console.log("apps/bench/results.json: there are no results yet; run `pnpm bench`");
    return;
  }
  const why = JSON.parse(readFileSync(WHY_FILE, "utf8")) as Record<string, string>;
  writeOrCheck(render(results, why, loadResults(REPEATED_FILE)));
}
