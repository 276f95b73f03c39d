import type { Cell } from "../results/results.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** Sorts by the first metric of the scenario, smallest first; contestants without it come last. */
export function sorted({ metrics: [first] }: Scenario, cells: readonly Cell[]): Cell[] {
  const cost = ({ values }: Cell): number => values[first!]?.median ?? Infinity;
  return cells.toSorted((a, b) => cost(a) - cost(b) || 0);
}
