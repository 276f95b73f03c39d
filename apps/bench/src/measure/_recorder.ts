import type { Contestant } from "../contestants/contestant.ts";
import { WrongAnswer } from "./_assert-answer.ts";
import type { MetricId } from "../results/metrics.ts";
import { seriesOf, type Cell } from "../results/results.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** A process of a contestant. */
interface Attempted {
  readonly contestant: Contestant;
  /** The text that it has written to standard error. */
  readonly log: () => string;
}

/** Collects the results of a scenario's contestants, round by round. */
export class Recorder {
  readonly #scenario: Scenario;
  readonly #contestants: readonly Contestant[];
  readonly #values = new Map<string, Map<MetricId, (number | null)[]>>();
  readonly #errors = new Map<string, string>();
  readonly #busy = new Map<string, number[]>();

  constructor(scenario: Scenario, contestants: readonly Contestant[]) {
    this.#scenario = scenario;
    this.#contestants = contestants;
    for (const { id, cannot } of contestants) {
      const reason = cannot?.[scenario.id];
      if (reason !== undefined) this.#errors.set(id, reason);
    }
  }

  /** False from the first error on. */
  isGood({ id }: Contestant): boolean {
    return !this.#errors.has(id);
  }

  /** @param round same number for measurements taken at the same time */
  add({ id }: Contestant, round: number, values: Partial<Record<MetricId, number>>, busy?: number): void {
    const own = this.#values.get(id) ?? new Map<MetricId, (number | null)[]>();
    this.#values.set(id, own);
    for (const [metric, value] of Object.entries(values) as [MetricId, number][]) {
      const series = own.get(metric) ?? [];
      own.set(metric, series);
      while (series.length < round) series.push(null);
      series[round] = value;
    }
    if (busy !== undefined) this.#busy.set(id, [...(this.#busy.get(id) ?? []), busy]);
  }

  /** Runs an action on a contestant's process; an error excludes the contestant. */
  async attempt({ contestant, log }: Attempted, work: () => Promise<void>): Promise<void> {
    if (!this.isGood(contestant)) return;
    try {
      await work();
    } catch (error) {
      this.fail(contestant, error, log());
    }
  }

  fail({ id, name }: Contestant, error: unknown, log = ""): void {
    const message = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
    this.#errors.set(id, `${error instanceof WrongAnswer ? "wrong" : "crashes"}: ${message}`);
    console.error(`  ${name}: ${message}`);
    if (log !== "") console.error(log.trimEnd().split("\n").slice(-20).join("\n").replace(/^/gm, "    "));
  }

  cells(): Cell[] {
    return this.#contestants.map(({ id }) => {
      const error = this.#errors.get(id);
      const own = error === undefined ? [...(this.#values.get(id) ?? [])] : [];
      const values = Object.fromEntries(own.map(([metric, series]) => [metric, seriesOf(metric, series)]));
      const busy = this.#busy.get(id) ?? [];
      const isIdle = busy.length > 0 && busy.toSorted((a, b) => a - b)[busy.length >> 1]! < 0.85;
      return {
        scenario: this.#scenario.id,
        contestant: id,
        values,
        ...(error === undefined ? {} : { error }),
        ...(isIdle && error === undefined ? { isClientBound: true } : {}),
      };
    });
  }
}
