import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Contestant } from "../contestants/contestant.ts";
import { BENCH } from "../programs/_bundle.ts";
import { importsOf, programs } from "../programs/programs.ts";
import { buildPackages } from "./_build-packages.ts";
import type { Measurement } from "./measurement.ts";
import { shuffled } from "./_statistics.ts";

const run = promisify(execFile);

/** What a fresh process took until its first answer was there, in milliseconds: CPU time of its own, and on the clock. */
export interface Start {
  readonly coldCpu: number;
  readonly coldTime: number;
}

/** Starts all in shuffled order, round by round; and imports what they import, in processes that do nothing more. */
export async function measureCold(
  { contestants, plan, pass, recorder }: Measurement,
  start: (contestant: Contestant) => Promise<Start>,
): Promise<void> {
  await buildPackages();
  // The first start reads from the disk what the others have from memory: where there are more, it does not count.
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

/** Milliseconds of CPU time of a process that imports, from the packages as they are published, and does nothing more. */
async function importing(specifiers: readonly string[]): Promise<number> {
  const lines = specifiers.map((specifier) => `import ${JSON.stringify(specifier)};`);
  const tell = "const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));";
  const args = ["--input-type=module", "--eval", `${lines.join("")}${tell}`];
  const { stdout } = await run(process.execPath, args, { cwd: BENCH });
  return Number(stdout) / 1_000;
}
