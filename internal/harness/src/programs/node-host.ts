/** Starts hosts for the conformance suite on a line of Node, each in a separate process. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { nodeBinary, type NodeLine } from "./runtimes.ts";
import { ServerProcess, runningHost } from "./server-process.ts";

/** A started host, as the suite uses it. */
export type NodeHost = Awaited<ReturnType<typeof runningHost>>;

/**
 * Runs a script that serves and prints its URL: on a line of Node with the built packages, or with `source` on the Node that
 * runs the tests and with the sources of the packages.
 */
export async function hostOnNode(
  line: NodeLine | "source",
  script: string,
  ...args: string[]
): Promise<NodeHost> {
  const [binary, condition] =
    line === "source" ? [process.execPath, ["--conditions=@tsgi/source"]] : [await nodeBinary(line), []];
  return runningHost(new ServerProcess(binary, [...condition, "--expose-gc", script, ...args]));
}

/**
 * Checks that the packages are built. Call it before starting any host from the build.
 *
 * @param folder the tests' folder in the package
 * @throws if the package is not built
 */
export function assertBuilt(folder: string): void {
  const built = join(folder, "../dist/index.js");
  if (!existsSync(built)) throw new Error(`[tsgi/harness] ${built} does not exist: run \`pnpm build\` first`);
}
