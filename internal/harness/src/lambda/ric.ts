/** Lambda's own runtime for Node, the npm package `aws-lambda-ric`: pinned, compiled when first needed, cached. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { hasCommand, needsDebian } from "../programs/debian.ts";
import { assertIntegrity } from "../programs/runtimes.ts";

const run = promisify(execFile);

const VERSION = "4.0.2";

/** npm integrity of the runtime, and of the headers for compiling its C++ part. */
const pins = {
  [`aws-lambda-ric@${VERSION}`]:
    "sha512-FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==",
  "node-api-headers@1.9.0":
    "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
  "node-addon-api@8.9.2":
    "sha512-VijLXbi3UACN69I0JVXJsX4tjACjNoQDgv2gTF6sx2wWEi8tkSg2eX8p5gSIFi8z2+DL3oHmY6OyKce38SDolg==",
};

/** Returns true if a suite on the real runtime can run; without a compiler it is left out, with a printed line. */
export function canRunRic(suite: string): boolean {
  const commands = ["cmake", "make", "g++", "xz"];
  return needsDebian(
    suite,
    "cmake make g++ xz-utils",
    () => process.platform === "linux" && (isCached() || commands.every(hasCommand)),
  );
}

/**
 * Returns the path of the runtime's main file. The first call compiles it, which takes a minute, into `$XDG_CACHE_HOME/tsgi`, or
 * `~/.cache/tsgi`.
 *
 * @throws if the fetched bytes are not the pinned ones
 */
export async function ricMain(): Promise<string> {
  if (!isCached()) await alone(`tsgi-aws-lambda-ric-${VERSION}`, async () => isCached() || (await build()));
  return join(home(), "index.mjs");
}

function cache(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tsgi");
}

function home(): string {
  return join(cache(), `aws-lambda-ric-${VERSION}-${process.platform}-${process.arch}`);
}

function isCached(): boolean {
  return existsSync(home());
}

/**
 * Runs work that only one process of this machine may do at a time: others wait until it has finished. The lock is a socket
 * in Linux's abstract namespace, which disappears with its process, however that ends.
 */
async function alone(name: string, task: () => Promise<unknown>): Promise<void> {
  const path = `\0${name}`;
  for (;;) {
    const waiting: Socket[] = [];
    const lock = createServer((socket) => void waiting.push(socket.on("error", () => {}))).listen(path);
    try {
      await once(lock, "listening");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      await ended(path);
      continue;
    }
    try {
      await task();
    } finally {
      lock.close();
      for (const socket of waiting) socket.destroy();
    }
    return;
  }
}

/** Resolves when the process that holds the lock has closed it. */
async function ended(path: string): Promise<void> {
  const socket = connect(path).resume();
  await new Promise<void>((resolve) => socket.once("error", () => {}).once("close", () => resolve()));
}

/** Builds in a temporary folder and moves the result into place, so that it is always complete. */
async function build(): Promise<void> {
  await mkdir(cache(), { recursive: true });
  const folder = await mkdtemp(join(cache(), "fetch-"));
  try {
    const [ric, api, addon] = (await Promise.all(
      Object.entries(pins).map(([spec, integrity]) => fetchPackage(folder, spec, integrity)),
    )) as [string, string, string];
    // Its own script builds curl and aws-lambda-cpp as static libraries, from the bundled archives.
    await run("sh", ["scripts/preinstall.sh"], { cwd: ric, maxBuffer: Infinity });
    await compile(ric, [join(api, "include"), addon, join(ric, "deps/artifacts/include")]);
    const result = join(folder, "result");
    await mkdir(result);
    for (const file of ["index.mjs", "package.json", "rapid-client.node"]) {
      await rename(join(ric, file), join(result, file));
    }
    await rename(result, home()).catch((error: unknown) => {
      if (!isCached()) throw error;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Compiles the addon. It uses only Node-API, so the headers of Node-API are enough; the three headers of Node, V8 and libuv
 * that it also includes are empty here. node-gyp would download all of Node's headers from a different site.
 */
async function compile(ric: string, includes: readonly string[]): Promise<void> {
  const empty = join(ric, "empty");
  await mkdir(empty);
  for (const name of ["node.h", "v8.h", "uv.h"]) await writeFile(join(empty, name), "");
  const artifacts = join(ric, "deps/artifacts");
  await run("g++", [
    "-shared",
    "-fPIC",
    "-O2",
    "-std=c++17",
    "-DNAPI_CPP_EXCEPTIONS",
    ...[empty, ...includes].map((include) => `-I${include}`),
    join(ric, "src/native/rapid-client.cc"),
    join(artifacts, "lib/libaws-lambda-runtime.a"),
    join(artifacts, "lib/libcurl.a"),
    "-pthread",
    "-o",
    join(ric, "rapid-client.node"),
  ]);
}

async function fetchPackage(folder: string, spec: string, integrity: string): Promise<string> {
  const target = join(folder, spec.replace(/@.*$/, ""));
  await mkdir(target);
  const { stdout } = await run("npm", ["pack", spec, "--silent", "--pack-destination", target]);
  const archive = join(target, stdout.trim());
  assertIntegrity(spec, await readFile(archive), integrity);
  await run("tar", ["-xzf", archive, "-C", target]);
  return join(target, "package");
}
