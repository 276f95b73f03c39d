import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Contestant } from "../contestants/contestant.ts";
import { PATIENCE } from "./_assert-answer.ts";
import { functionArguments } from "./_build.ts";
import type { Order, Report } from "./_run-function.ts";

/** A Lambda handler in a separate process. */
export class FunctionProcess {
  readonly contestant: Contestant;
  readonly #child: ChildProcess;
  #stderr = "";

  static async start(contestant: Contestant): Promise<FunctionProcess> {
    const started = new FunctionProcess(contestant);
    // A module that cannot be imported is reported by the first request.
    await Promise.race([once(started.#child, "message"), once(started.#child, "close")]);
    return started;
  }

  private constructor(contestant: Contestant) {
    this.contestant = contestant;
    const [program, ...args] = functionArguments(contestant);
    this.#child = fork(program!, args, {
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr!.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
  }

  /** @throws the handler's error, or an error if its process ended or did not respond in time */
  async ask<R extends Exclude<Report, { failure: string }>>(order: Order): Promise<R> {
    const report = this.#child.connected ? await this.#report(order) : this.#end();
    if ("failure" in report) throw new Error(report.failure);
    return report as R;
  }

  #report(order: Order): Promise<Report> {
    return new Promise((resolve) => {
      const settle = (report: Report): void => {
        clearTimeout(timer);
        this.#child.off("message", settle).off("close", end);
        resolve(report);
      };
      const end = (): void => settle(this.#end());
      const timer = setTimeout(settle, PATIENCE, { failure: "does not answer" });
      this.#child.on("message", settle).on("close", end);
      this.#child.send(order, () => {});
    });
  }

  /** Returns the line that names the uncaught exception, if there was one. */
  #end(): Report {
    return { failure: /^\w*Error: .*$/m.exec(this.#stderr)?.[0] ?? "the process ended" };
  }

  readonly log = (): string => this.#stderr;

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill();
    await once(this.#child, "close");
  }
}
