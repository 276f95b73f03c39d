import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "./_plan.ts";
import type { Case } from "./case.ts";

/** The outcome of a case. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly proves: readonly string[];
  readonly outcome: "passed" | "failed" | "left-out";
  /** The message of a failure, or the reason that the case was left out. */
  readonly reason?: string;
  readonly lacking?: readonly string[];
}

/** Collects the results of one suite. */
export class Report {
  readonly #host: string;
  readonly #results: Result[] = [];

  constructor(host: string) {
    this.#host = host;
  }

  add({ id, title, proves }: Case, outcome: Result["outcome"], plan: Plan, failure?: unknown): void {
    const reason = failure === undefined ? reasonOf(plan) : String(failure);
    const lacking = plan.kind === "pass" ? undefined : plan.lacking;
    this.#results.push({ id, title, proves, outcome, reason, lacking });
  }

  /** Returns one line: `node: 180 passed, 0 failed, 2 left out (methodCase 2)`. */
  summary(): string {
    const count = (outcome: string): number =>
      this.#results.filter((each) => each.outcome === outcome).length;
    const byCapability = new Map<string, number>();
    for (const { outcome, lacking = [] } of this.#results) {
      if (outcome !== "left-out") continue;
      for (const name of lacking) byCapability.set(name, (byCapability.get(name) ?? 0) + 1);
    }
    const names = [...byCapability].map(([name, times]) => `${name} ${times}`).join(", ");
    const leftOut = `${count("left-out")} left out${names === "" ? "" : ` (${names})`}`;
    return `${this.#host}: ${count("passed")} passed, ${count("failed")} failed, ${leftOut}`;
  }

  /** Writes `<host>.json` into the folder. */
  async write(folder: string): Promise<void> {
    const file = `${this.#host.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.json`;
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, file),
      `${JSON.stringify({ host: this.#host, results: this.#results }, null, 2)}\n`,
    );
  }
}

function reasonOf(plan: Plan): string | undefined {
  return plan.kind === "pass" ? undefined : plan.reason;
}
