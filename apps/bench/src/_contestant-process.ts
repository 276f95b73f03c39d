import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Contestant } from "./contestants.ts";

/** A contestant that runs. */
export class ContestantProcess {
  readonly contestant: Contestant;
  readonly port: number;
  readonly #child: ChildProcess;

  static async start(contestant: Contestant): Promise<ContestantProcess> {
    const child = fork(join(import.meta.dirname, "_child.ts"), [contestant.module]);
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    return new ContestantProcess(contestant, port, child);
  }

  private constructor(contestant: Contestant, port: number, child: ChildProcess) {
    this.contestant = contestant;
    this.port = port;
    this.#child = child;
  }

  /** User and system time of the process so far, in microseconds. */
  async cpuTime(): Promise<number> {
    this.#child.send("cpu");
    const [{ cpu }] = (await once(this.#child, "message")) as [{ cpu: NodeJS.CpuUsage }];
    return cpu.user + cpu.system;
  }

  stop(): void {
    this.#child.disconnect();
  }
}
