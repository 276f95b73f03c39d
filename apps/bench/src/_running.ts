import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { startWorkerd } from "../../../scripts/_workerd.ts";
import type { Contestant } from "./rows.ts";

/** A contestant that runs. */
export interface Running {
  readonly contestant: Contestant;
  readonly url: string;
  /** User and system time of its process so far, all threads, in microseconds. */
  cpuTime(): Promise<number>;
  close(): Promise<void>;
}

const SOURCE = "--conditions=@tsgi/source";
const DENO = ["run", "--allow-all", SOURCE, "--no-config", "--node-modules-dir=manual"];

/** Starts a contestant as a process of its own. */
export async function start(contestant: Contestant): Promise<Running> {
  const { module, runtime } = contestant;
  const file = join(import.meta.dirname, "servers", module);
  if (runtime === "workerd") {
    const worker = await startWorkerd(file);
    return running(contestant, worker.url, worker.pid, worker);
  }
  const server =
    runtime === "node"
      ? ServerProcess.ofScript(join(import.meta.dirname, "_node.ts"), file)
      : new ServerProcess(await runtimeBinary(runtime), [...(runtime === "deno" ? DENO : [SOURCE]), file]);
  return running(contestant, await server.ready, server.child.pid!, server);
}

function running(
  contestant: Contestant,
  url: string,
  pid: number,
  process: { close(): Promise<void> },
): Running {
  return { contestant, url, cpuTime: () => cpuTime(pid), close: () => process.close() };
}

/**
 * What Linux's scheduler has counted for each thread, to the nanosecond: proc_pid_stat(5) knows hundredths of a second
 * alone, which is too coarse for a request of 7 µs.
 */
async function cpuTime(pid: number): Promise<number> {
  const folder = `/proc/${pid}/task`;
  const threads = await readdir(folder);
  const times = await Promise.all(
    threads.map(async (thread) => {
      const counters = await readFile(`${folder}/${thread}/sched`, "latin1");
      return Number(/sum_exec_runtime\s*:\s*([\d.]+)/.exec(counters)![1]); // in milliseconds
    }),
  );
  return times.reduce((sum, time) => sum + time, 0) * 1_000;
}
