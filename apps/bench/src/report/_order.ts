import type { Cell } from "../results/results.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** By the first metric of the scenario, least first; those without it last. */
export function sorted({ metrics: [first] }: Scenario, cells: readonly Cell[]): Cell[] {
  const cost = ({ values }: Cell): number => values[first!]?.median ?? Infinity;
  return cells.toSorted((a, b) => cost(a) - cost(b) || 0);
}
