import { median, spread } from "../measure/_statistics.ts";
import type { MetricId } from "./metrics.ts";
import type { Cell, Results } from "./results.ts";

/** The place of a cell: scenario and contestant. */
export type Place = readonly [scenario: string, contestant: string];

/** A figure, with half the distance between its first and ninth decile as a share of it. */
export interface Figure {
  readonly value: number;
  readonly spread: number;
}

/** Finds results and computes ratios. */
export class Reader {
  readonly #cells: ReadonlyMap<string, Cell>;

  constructor({ cells }: Results) {
    this.#cells = new Map(cells.map((cell) => [`${cell.scenario} ${cell.contestant}`, cell]));
  }

  cell([scenario, contestant]: Place): Cell | undefined {
    return this.#cells.get(`${scenario} ${contestant}`);
  }

  /**
   * Returns the median of the ratios within rounds, since a disturbance affects a whole round; the ratio of the medians if the
   * two were not measured in the same rounds. Undefined if one of them was not measured.
   */
  ratio(metric: MetricId, over: Place, under: Place, beside: MetricId = metric): Figure | undefined {
    const a = this.cell(over)?.values[metric];
    const b = this.cell(under)?.values[beside];
    if (!a || !b) return undefined;
    const ratios = (a.rounds ?? []).flatMap((value, round) => {
      const other = b.rounds?.[round];
      return value !== null && other !== null && other !== undefined ? [value / other] : [];
    });
    if (over[0] !== under[0] || ratios.length === 0) {
      return { value: a.median / b.median, spread: Math.hypot(a.spread, b.spread) };
    }
    return { value: median(ratios), spread: spread(ratios) };
  }
}
