import { metrics, type Metric, type MetricId } from "../results/metrics.ts";
import type { Series } from "../results/results.ts";

/** Formats a value with the digits of its metric and thousands separators. */
export function plain(id: MetricId, value: number): string {
  const { digits } = metrics[id];
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Formats `12.3 ±1 %`. */
export function withSpread(id: MetricId, series: Series): string {
  return `${plain(id, series.median)} ±${percent(series.spread)}`;
}

/** Formats `12.3 µs ±1 %`, or a dash. */
export function withUnit(id: MetricId, series: Series | undefined): string {
  const { unit }: Metric = metrics[id];
  if (series === undefined) return "–";
  return `${plain(id, series.median)}${unit && ` ${unit}`} ±${percent(series.spread)}`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}
