/** Whether what was measured comes out the same when it is measured again. */
import { metrics, type MetricId } from "../results/metrics.ts";
import { Reader, type Figure } from "../results/reader.ts";
import type { Results } from "../results/results.ts";
import { allSections, baseOf } from "./_sections.ts";
import { outcomeOf, type Target } from "./target.ts";

/** How many figures of a second run were like those of the first. */
export interface Repeat {
  /** CPU time and memory. */
  readonly costs: Agreement;
  /** Each beside its control. */
  readonly ratios: Agreement;
  /** The figures of targets. */
  readonly targets: Agreement;
  /** Ids of targets that one run reached and the other missed. */
  readonly turned: readonly string[];
}

export interface Agreement {
  /** How many were measured both times. */
  readonly figures: number;
  /** How many of them came out within the spread that the first run states. */
  readonly within: number;
  /** How far the second was from the first, as a share of it: the median, and what one in ten was beyond. */
  readonly median: number;
  readonly oneInTen: number;
}

/** A figure of the first run, and what it was in the second. */
type Pair = readonly [first: Figure, second: number];

/** Compares a run with the one before: what both have measured. */
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
    // The same comparison both times, whichever is worst in the second run.
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

/** What is kept round by round; what is left out follows from it, or is the same each time. */
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
