import type { MetricId } from "../results/metrics.ts";
import type { Place, Reader } from "../results/reader.ts";

/** A claim as data: all of its comparisons must hold. */
export interface Target {
  /** Unique, in kebab case: the key of its reason in why.json. */
  readonly id: string;
  readonly says: string;
  readonly sense: "at most" | "at least";
  /** Limit of the ratio of `over` to `under`. */
  readonly limit: number;
  readonly comparisons: readonly Comparison[];
}

export interface Comparison {
  readonly metric: MetricId;
  /** Metric of `under`. Default: the same metric. */
  readonly beside?: MetricId;
  readonly over: Place;
  readonly under: Place;
}

/** The outcome of a target. */
export interface Outcome {
  readonly target: Target;
  /** The worst comparison; undefined if nothing was measured. */
  readonly worst?: { readonly comparison: Comparison; readonly value: number; readonly spread: number };
  /** Number of measured comparisons. */
  readonly measured: number;
  readonly isReached: boolean;
}

export function outcomeOf(target: Target, reader: Reader): Outcome {
  const sign = target.sense === "at most" ? 1 : -1;
  const found = target.comparisons.flatMap((comparison) => {
    const { metric, beside, over, under } = comparison;
    const figure = reader.ratio(metric, over, under, beside);
    return figure ? [{ comparison, ...figure }] : [];
  });
  const worst = found.toSorted((a, b) => sign * (b.value - a.value))[0];
  const isReached = worst !== undefined && sign * worst.value <= sign * target.limit;
  return { target, measured: found.length, isReached, ...(worst ? { worst } : {}) };
}

/** Returns true if a ratio of the contestant must be known to a hundredth. */
export function isPrecise(targets: readonly Target[], place: Place): boolean {
  return targets
    .filter(({ sense, limit }) => sense === "at most" && limit <= 1.1)
    .flatMap(({ comparisons }) => comparisons)
    .some(({ over, under }) => [over, under].some(([a, b]) => a === place[0] && b === place[1]));
}
