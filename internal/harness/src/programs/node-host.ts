/** Hosts of the conformance suite that run on a line of Node, each in a process of its own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { nodeBinary, type NodeLine } from "./runtimes.ts";
import { ServerProcess, runningHost } from "./server-process.ts";

/** What a started host is to the suite. */
export type NodeHost = Awaited<ReturnType<typeof runningHost>>;

/**
 * Runs a script that serves and prints its URL: on a line of Node with what `pnpm build` has made of the packages, or
 * with `source` on the Node that runs the tests and from the packages' sources.
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
 * To be called before any host is started from what is built.
 *
 * @param folder the tests' folder in the package
 * @throws when the package is not built
 */
export function assertBuilt(folder: string): void {
  const built = join(folder, "../dist/index.js");
  if (!existsSync(built)) throw new Error(`[tsgi/harness] ${built} is not there: run \`pnpm build\` first`);
}
