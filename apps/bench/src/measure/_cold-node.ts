import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { BENCH } from "../programs/_bundle.ts";
import { importsOf, programs } from "../programs/programs.ts";
import { startProgram } from "../programs/_start.ts";
import { assertAnswer } from "./_assert-answer.ts";
import { buildPackages } from "./_build-packages.ts";
import { measureCold, type Start } from "./_cold.ts";
import type { Measurement } from "./measurement.ts";
import { cpuTime } from "./_process.ts";

const run = promisify(execFile);

/** Where Node finds the packages from. */
const FOLDER = join(BENCH, "node_modules/.cold");

/** Servers on Node as their users start them: without a bundler, and ours from what is published. */
export async function measureColdNode(measurement: Measurement): Promise<void> {
  await buildPackages();
  await mkdir(FOLDER, { recursive: true });
  try {
    for (const { id } of measurement.contestants) await writeFile(fileOf(id), programs.get(id)!);
    /** By round. */
    const nothing = new Map<number, number>();
    await measureCold(measurement, async ({ id }, round) => {
      if (!nothing.has(round)) nothing.set(round, await importing([]));
      const start = await startServer(fileOf(id), measurement);
      const importCpu = (await importing(importsOf(programs.get(id)!))) - nothing.get(round)!;
      return { ...start, importCpu: importCpu / 1_000 };
    });
  } finally {
    await rm(FOLDER, { recursive: true });
  }
}

function fileOf(id: string): string {
  return join(FOLDER, `${id}.mjs`);
}

async function startServer(file: string, { scenario }: Measurement): Promise<Start> {
  const before = performance.now();
  const program = await startProgram(file, "node");
  try {
    await assertAnswer(program.url, scenario);
    const coldTime = performance.now() - before;
    return { coldTime, coldCpu: (await cpuTime(program.pid)) / 1_000 };
  } finally {
    await program.close();
  }
}

/** Microseconds of CPU time of a process that imports, and does nothing more. */
async function importing(specifiers: readonly string[]): Promise<number> {
  const lines = specifiers.map((specifier) => `import ${JSON.stringify(specifier)};`);
  const tell = `const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));`;
  const args = ["--input-type=module", "--eval", `${lines.join("")}${tell}`];
  const { stdout } = await run(process.execPath, args, { cwd: BENCH });
  return Number(stdout);
}
