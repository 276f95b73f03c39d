import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Contestant } from "../contestants/contestant.ts";
import { BENCH } from "../programs/_bundle.ts";
import { importsOf, programs } from "../programs/programs.ts";
import { buildPackages } from "./_build-packages.ts";
import type { Measurement } from "./measurement.ts";
import { shuffled } from "./_statistics.ts";

const run = promisify(execFile);

/** Time from the start of a process to its first response, in milliseconds: its CPU time, and elapsed time. */
export interface Start {
  readonly coldCpu: number;
  readonly coldTime: number;
}

/** Starts all in shuffled order, round by round; and imports the same modules in processes that do nothing else. */
export async function measureCold(
  { contestants, plan, pass, recorder }: Measurement,
  start: (contestant: Contestant) => Promise<Start>,
): Promise<void> {
  await buildPackages();
  // The first start reads from disk what later ones find in memory: it does not count if there are more.
  for (let round = plan.starts === 1 ? 0 : -1; round < plan.starts; round++) {
    const nothing = await importing([]);
    for (const contestant of shuffled(contestants)) {
      if (!recorder.isGood(contestant)) continue;
      try {
        const values = await start(contestant);
        const importCpu = (await importing(importsOf(programs.get(contestant.id)!))) - nothing;
        if (round >= 0) recorder.add(contestant, pass * plan.starts + round, { ...values, importCpu });
      } catch (error) {
        recorder.fail(contestant, error);
      }
    }
  }
}

/** Returns the CPU time in milliseconds of a process that only imports the published packages. */
async function importing(specifiers: readonly string[]): Promise<number> {
  const lines = specifiers.map((specifier) => `import ${JSON.stringify(specifier)};`);
  const tell = "const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));";
  const args = ["--input-type=module", "--eval", `${lines.join("")}${tell}`];
  const { stdout } = await run(process.execPath, args, { cwd: BENCH });
  return Number(stdout) / 1_000;
}
