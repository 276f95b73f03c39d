import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "../../../..");

/** Runs `pnpm build`; `pnpm` must be on the PATH, as it is in its scripts. Packages that are current are not built again. */
export async function buildPackages(): Promise<void> {
  await promisify(execFile)(process.execPath, ["--run", "build"], { cwd: ROOT });
}
