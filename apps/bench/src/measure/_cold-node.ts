import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BENCH } from "../programs/_bundle.ts";
import { programs } from "../programs/programs.ts";
import { startProgram } from "../programs/_start.ts";
import { assertAnswer } from "./_assert-answer.ts";
import { measureCold, type Start } from "./_cold.ts";
import type { Measurement } from "./measurement.ts";
import { cpuTime } from "./_process.ts";

/** The folder from which Node resolves the packages. */
const FOLDER = join(BENCH, "node_modules/.cold");

/** Starts servers on Node as their users do: without a bundler, and ours from the published files. */
export async function measureColdNode(measurement: Measurement): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  try {
    for (const { id } of measurement.contestants) await writeFile(fileOf(id), programs.get(id)!);
    await measureCold(measurement, ({ id }) => startServer(fileOf(id), measurement));
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
