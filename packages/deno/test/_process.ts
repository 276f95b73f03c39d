import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";

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
