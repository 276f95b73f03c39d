/** `pnpm test`: every check, stage by stage; stops red at the first stage that fails. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The parts of vitest's JSON report that are read here. */
interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}

const scratch = mkdtempSync(join(tmpdir(), "tsgi-test-"));
const countsFile = join(scratch, "counts.json");
const leftOutFile = join(scratch, "left-out.txt");
const env = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: "1",
  TSGI_LEFT_OUT: leftOutFile,
  TSGI_CONFORMANCE_REPORT: join(scratch, "conformance"),
  TSGI_MATRIX_REPORT: join(scratch, "matrix"),
  TSGI_MIDDLEWARE_REPORT: join(scratch, "middleware"),
};

/** Each stage is a script of package.json with its arguments. */
const stages = [
  ["lint"],
  ["format:check"],
  ["typecheck"],
  ["build"],
  ["size"],
  ["vitest", "--reporter=default", "--reporter=json", `--outputFile.json=${countsFile}`],
  ["bench", "--quick"],
  ["check:generated"],
] as const;

const timings: string[] = [];
const failed = stages.find(([script, ...args], index) => {
  console.log(`\n=== ${index + 1}/${stages.length} ${script}`);
  const start = performance.now();
  const { status } = spawnSync(process.execPath, ["--run", script, "--", ...args], { env, stdio: "inherit" });
  timings.push(`${script} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return status !== 0;
});

console.log(`\n=== ${failed ? "failed" : "done"}: ${timings.join(", ")}`);
if (existsSync(leftOutFile)) console.log(readFileSync(leftOutFile, "utf8").trimEnd());
console.log(failed ? `RED: stage "${failed[0]}" failed; the stages after it did not run` : counts());
rmSync(scratch, { recursive: true });
process.exitCode = failed ? 1 : 0;

function counts(): string {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    readFileSync(countsFile, "utf8"),
  ) as Counts;
  return `tests: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`;
}
