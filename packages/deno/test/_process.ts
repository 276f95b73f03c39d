import { runtimeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";

const options = [
  "run",
  "--allow-all",
  "--conditions=@tsgi/source",
  "--no-config",
  "--node-modules-dir=manual",
];

/** A server from a TypeScript file, on Deno and from the packages' sources. */
export async function denoProcess(file: string, ...args: string[]): Promise<ServerProcess> {
  return new ServerProcess(await runtimeBinary("deno"), [...options, file, ...args]);
}
