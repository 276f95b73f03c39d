import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaFunction } from "@tsgi/harness/lambda-function";
import { canRunRic } from "@tsgi/harness/ric";
import { bundle } from "../programs/_bundle.ts";
import { programs } from "../programs/programs.ts";
import { eventOf } from "../scenarios/_events-of-lambda.ts";
import { assertResult } from "./_assert-answer.ts";
import { measureCold, type Start } from "./_cold.ts";
import type { Measurement } from "./measurement.ts";
import { cpuTime } from "./_process.ts";

/** Starts bundled functions on Lambda's own runtime client; does nothing, and prints a line, if that cannot be compiled. */
export async function measureColdLambda(measurement: Measurement): Promise<void> {
  const { contestants, scenario } = measurement;
  if (!canRunRic("cold starts on Lambda, in the bench")) return;
  const folder = await mkdtemp(join(tmpdir(), "tsgi-bench-"));
  try {
    for (const { id, runtime } of contestants) {
      await mkdir(join(folder, id));
      await writeFile(join(folder, id, "index.mjs"), await bundle(programs.get(id)!, runtime));
    }
    const event = eventOf(scenario.event!, scenario.request);
    await measureCold(measurement, ({ id }) => startFunction(join(folder, id), event, measurement));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function startFunction(folder: string, event: object, { scenario }: Measurement): Promise<Start> {
  const before = performance.now();
  const lambda = await LambdaFunction.start("index.handler", { folder });
  try {
    const result = await lambda.buffered(event);
    const coldTime = performance.now() - before;
    const coldCpu = (await cpuTime(lambda.pid)) / 1_000;
    assertResult(scenario.event!, result, scenario.answer);
    return { coldTime, coldCpu };
  } finally {
    await lambda.close();
  }
}
