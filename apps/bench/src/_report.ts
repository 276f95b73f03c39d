import { median, spread } from "./_statistics.ts";

/** What a contestant cost in each round, in microseconds of CPU time. */
export interface Result {
  readonly name: string;
  readonly costs: readonly number[];
}

/** Prints medians with their spread; the first result is the control. */
export function report(results: readonly Result[]): void {
  const control = results[0]!.costs;
  for (const { name, costs } of results) {
    // Round by round, since what disturbs a round disturbs all of it.
    const ratios = costs.map((cost, round) => cost / control[round]!);
    console.log(`  ${name.padEnd(26)} ${withSpread(costs, 2)} µs CPU each   ratio ${withSpread(ratios, 3)}`);
  }
}

function withSpread(values: readonly number[], digits: number): string {
  return `${median(values).toFixed(digits)} ±${(spread(values) * 100).toFixed(1)} %`;
}
