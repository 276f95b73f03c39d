import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Contestant } from "../contestants/contestant.ts";
import { bundle } from "../programs/_bundle.ts";
import { programs } from "../programs/programs.ts";
import { startProgram } from "../programs/_start.ts";
import { assertAnswer } from "./_assert-answer.ts";
import type { Measurement } from "./measurement.ts";

/** Runs all at once, since it is not timed, and only in the first pass, since sizes do not change. */
export async function measureSize(measurement: Measurement): Promise<void> {
  if (measurement.pass > 0) return;
  const folder = await mkdtemp(join(tmpdir(), "tsgi-bench-"));
  try {
    const weigh = async (contestant: Contestant): Promise<void> => {
      try {
        await measureOne(contestant, join(folder, `${contestant.id}.mjs`), measurement);
      } catch (error) {
        measurement.recorder.fail(contestant, error);
      }
    };
    await Promise.all(measurement.contestants.map(weigh));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureOne(contestant: Contestant, file: string, measurement: Measurement): Promise<void> {
  const { id, runtime } = contestant;
  const code = await bundle(programs.get(id)!, runtime);
  // The bundle must respond. Lambda functions prove that in their cold start.
  if (!id.startsWith("lambda-")) {
    await writeFile(file, code);
    const program = await startProgram(file, runtime);
    await assertAnswer(program.url, measurement.scenario).finally(() => program.close());
  }
  measurement.recorder.add(contestant, 0, { minified: code.length / 1_000 });
  if (code.length > measurement.plan.compressed) return;
  const zipped = [promisify(brotliCompress)(code), promisify(gzip)(code, { level: 9 })] as const;
  const [brotli, gzipped] = await Promise.all(zipped);
  measurement.recorder.add(contestant, 0, { brotli: brotli.length / 1_000, gzip: gzipped.length / 1_000 });
}
