import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "../../../..");

/** As `pnpm build` does it, and `pnpm` has to be on the PATH, as it is in its scripts. What is built is not built again. */
export async function buildPackages(): Promise<void> {
  await promisify(execFile)(process.execPath, ["--run", "build"], { cwd: ROOT });
}
