import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runtimeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import type { Contestant } from "../contestants/contestant.ts";
import { nodeArguments } from "./_build.ts";

/** A running contestant in a separate process. */
export interface Running {
  readonly contestant: Contestant;
  readonly url: string;
  /** URL for commands to its process, see _control.ts. */
  readonly control: string | undefined;
  /** User and system time of its process so far, all threads, in microseconds. */
  cpuTime(): Promise<number>;
  /** Its resident memory in bytes, current and maximum since {@link Running.forgetPeak}. */
  memory(): Promise<{ readonly resident: number; readonly peak: number }>;
  forgetPeak(): Promise<void>;
  /** The text that it has written to standard error. */
  log(): string;
  close(): Promise<void>;
}

const SOURCE = ["--conditions=@tsgi/source"];
const OPTIONS = {
  bun: ["--expose-gc", ...SOURCE],
  deno: [
    "run",
    "--allow-all",
    "--v8-flags=--expose-gc",
    ...SOURCE,
    "--no-config",
    "--node-modules-dir=manual",
  ],
} as const;

/** @param isControlled true if it has a control; on Node it always has one */
export async function start(contestant: Contestant, isControlled = false): Promise<Running> {
  const { module, runtime } = contestant;
  const file = join(import.meta.dirname, "../servers", module);
  if (runtime === "workerd") {
    const worker = await startWorkerd(file);
    return running(contestant, worker.url, worker.pid, worker);
  }
  const server =
    runtime === "node"
      ? new ServerProcess(process.execPath, nodeArguments(contestant))
      : new ServerProcess(await runtimeBinary(runtime), [
          ...OPTIONS[runtime],
          join(import.meta.dirname, "_serve-other.ts"),
          file,
          ...(isControlled ? ["control"] : []),
        ]);
  // Some servers would wait for their clients.
  const close = async (): Promise<void> => {
    server.child.kill("SIGKILL");
    await server.ended;
  };
  return running(contestant, await server.ready, server.child.pid!, { close, log: () => server.log() });
}

function running(
  contestant: Contestant,
  urls: string,
  pid: number,
  process: { close(): Promise<void>; log(): string },
): Running {
  const [url, control] = urls.split(" ");
  return {
    contestant,
    url: url!,
    control,
    cpuTime: () => cpuTime(pid),
    memory: () => memory(pid),
    // proc_pid_clear_refs(5): 5 resets the peak to the current size.
    forgetPeak: () => writeFile(`/proc/${pid}/clear_refs`, "5"),
    log: () => process.log(),
    close: () => process.close(),
  };
}

/**
 * Reads the nanosecond counters of Linux's scheduler for each thread: proc_pid_stat(5) counts in hundredths of a second,
 * which is too coarse for a request of 7 µs.
 */
export async function cpuTime(pid: number): Promise<number> {
  const folder = `/proc/${pid}/task`;
  const threads = await readdir(folder);
  const times = await Promise.all(
    threads.map(async (thread) => {
      // A thread that has ended, for example after a name lookup, can no longer be read.
      const counters = await readFile(`${folder}/${thread}/sched`, "latin1").catch(() => "");
      return Number(/sum_exec_runtime\s*:\s*([\d.]+)/.exec(counters)?.[1] ?? 0); // in milliseconds
    }),
  );
  return times.reduce((sum, time) => sum + time, 0) * 1_000;
}

async function memory(pid: number): Promise<{ resident: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, "latin1");
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status)![1]) * 1_024;
  return { resident: bytes("VmRSS"), peak: bytes("VmHWM") };
}
