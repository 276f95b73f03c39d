import { runtimeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";
import { startBundledWorker } from "@tsgi/harness/workerd";
import type { Contestant } from "../contestants/contestant.ts";

/** A listening program. */
export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts a program in a separate process: one file, or on Node a file that resolves its packages. */
export async function startProgram(file: string, runtime: Contestant["runtime"]): Promise<RunningProgram> {
  if (runtime === "workerd") return startBundledWorker(file);
  const binary = runtime === "node" ? process.execPath : await runtimeBinary(runtime);
  const server = new ServerProcess(binary, [...(runtime === "deno" ? ["run", "--allow-all"] : []), file]);
  return { url: await server.ready, pid: server.child.pid!, close: () => server.close() };
}
