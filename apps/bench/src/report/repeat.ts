/** Checks whether a second run confirms the first. */
import { metrics, type MetricId } from "../results/metrics.ts";
import { Reader, type Figure } from "../results/reader.ts";
import type { Results } from "../results/results.ts";
import { allSections, baseOf } from "./_sections.ts";
import { outcomeOf, type Target } from "./target.ts";

/** Agreement between the figures of two runs. */
export interface Repeat {
  /** CPU time and memory. */
  readonly costs: Agreement;
  /** Each relative to its control. */
  readonly ratios: Agreement;
  /** The figures of targets. */
  readonly targets: Agreement;
  /** Ids of targets that one run reached and the other missed. */
  readonly turned: readonly string[];
}

export interface Agreement {
  /** Number of figures that both runs measured. */
  readonly figures: number;
  /** Number of figures within the spread that the first run states. */
  readonly within: number;
  /** Distance of the second run from the first, as a share of it: the median, and the ninth decile. */
  readonly median: number;
  readonly oneInTen: number;
}

/** A figure in the first and in the second run. */
type Pair = readonly [first: Figure, second: number];

/** Compares a run with the previous one, for figures that both measured. */
export function repeatOf(first: Results, second: Results, targets: readonly Target[]): Repeat {
  const [before, after] = [new Reader(first), new Reader(second)];
  const costs: Pair[] = [];
  const ratios: Pair[] = [];
  for (const { scenario, rows } of allSections(before)) {
    for (const { contestant, cell } of rows) {
      const place = [scenario.id, contestant.id] as const;
      const again = after.cell(place)?.values;
      for (const metric of scenario.metrics.filter(isCompared)) {
        const { [metric]: series } = cell.values;
        const other = again?.[metric];
        if (series && other) costs.push([{ value: series.median, spread: series.spread }, other.median]);
      }
      const base = baseOf(contestant, rows);
      const under = [scenario.id, base.id] as const;
      const ratio = before.ratio(scenario.metrics[0]!, place, under);
      const other = after.ratio(scenario.metrics[0]!, place, under);
      if (ratio && other && base !== contestant) ratios.push([ratio, other.value]);
    }
  }
  const outcomes = targets.flatMap((target) => {
    const [a, b] = [outcomeOf(target, before), outcomeOf(target, after)];
    if (!a.worst || !b.worst) return [];
    // The same comparison both times, even if another is worst in the second run.
    const { metric, beside, over, under } = a.worst.comparison;
    const again = after.ratio(metric, over, under, beside);
    return again
      ? [{ id: target.id, pair: [a.worst, again.value] as const, isTurned: a.isReached !== b.isReached }]
      : [];
  });
  return {
    costs: agreementOf(costs),
    ratios: agreementOf(ratios),
    targets: agreementOf(outcomes.map(({ pair }) => pair)),
    turned: outcomes.filter(({ isTurned }) => isTurned).map(({ id }) => id),
  };
}

/** Metrics that are kept for each round; the others follow from them or never vary. */
function isCompared(metric: MetricId): boolean {
  return "isKept" in metrics[metric];
}

function agreementOf(pairs: readonly Pair[]): Agreement {
  const distances = pairs.map(distance).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Number((distances[Math.floor((distances.length - 1) * share)] ?? 0).toFixed(4));
  const within = pairs.filter((pair) => distance(pair) <= pair[0].spread).length;
  return { figures: pairs.length, within, median: at(0.5), oneInTen: at(0.9) };
}

function distance([{ value }, again]: Pair): number {
  return Math.abs(again / value - 1);
}
