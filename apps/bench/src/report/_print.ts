import type { Contestant } from "../contestants/contestant.ts";
import type { Cell } from "../results/results.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { withUnit } from "./_format.ts";
import { sorted } from "./_order.ts";

/** Prints the results of a scenario as they arrive. */
export function printCells(
  scenario: Scenario,
  contestants: readonly Contestant[],
  cells: readonly Cell[],
): void {
  for (const cell of sorted(scenario, cells)) {
    const { name } = contestants.find(({ id }) => id === cell.contestant)!;
    const figures = scenario.metrics.map((id) => withUnit(id, cell.values[id]).padEnd(20));
    console.log(`  ${name.padEnd(40)} ${cell.error ?? figures.join(" ")}`);
  }
}
