import type { Contestant } from "../contestants/contestant.ts";
import { metrics, type Metric } from "../results/metrics.ts";
import type { Figure, Reader } from "../results/reader.ts";
import type { Cell, Results } from "../results/results.ts";
import { percent, plain, withSpread } from "./_format.ts";
import { baseOf, type Row, type Section } from "./_sections.ts";

/** Formats the table of a section: all metrics of its scenario, and the cost of each row relative to the control or the best. */
export function table({ scenario, rows }: Section, reader: Reader): string {
  const [first] = scenario.metrics;
  const bases = new Set(rows.map(({ contestant }) => baseOf(contestant, rows)));
  const titles = scenario.metrics.map((id) => {
    const { title, unit }: Metric = metrics[id];
    return unit ? `${title}, ${unit}` : title;
  });
  const head = [
    "",
    titles[0]!,
    bases.size > 1 ? "relative to its framework" : `relative to ${[...bases][0]!.name}`,
    ...titles.slice(1),
  ];
  const lines = rows.map(({ contestant, cell }) => {
    const base = [scenario.id, baseOf(contestant, rows).id] as const;
    const ratio = reader.ratio(first!, [scenario.id, contestant.id], base);
    const cells = scenario.metrics.map((id) => valueOf(cell, id));
    if (cell.error !== undefined) return [nameOf(contestant), cell.error, ...cells.map(() => "")];
    return [nameOf(contestant), cells[0]!, ratio ? besides(ratio) : "", ...cells.slice(1)];
  });
  return markdown(head, lines);
}

/** Formats the first metric of several sections side by side, one row per contestant. */
export function overview(sections: readonly Section[]): string {
  const contestants = new Map<string, Contestant>();
  for (const { rows } of sections) {
    for (const { contestant } of rows) contestants.set(contestant.id, contestant);
  }
  const lines = [...contestants.values()].map((contestant) => [
    nameOf(contestant),
    ...sections.map((section) => firstOf(section, contestant)),
  ]);
  return markdown(["µs of CPU", ...sections.map(({ scenario }) => scenario.title)], lines);
}

export function versionTable({ versions }: Results): string {
  return markdown(["", "version"], Object.entries(versions));
}

export function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? "---" : "--:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function firstOf({ rows, scenario: { metrics: ids } }: Section, { id }: Contestant): string {
  const row: Row | undefined = rows.find(({ contestant }) => contestant.id === id);
  const value = row?.cell.values[ids[0]!]?.median;
  if (row?.cell.error !== undefined) return "✗";
  return value === undefined ? "–" : plain(ids[0]!, value);
}

/** Formats `1.02 ±3 %`; the base itself, and values that never vary, have no spread. */
function besides({ value, spread }: Figure): string {
  return spread === 0 ? value.toFixed(2) : `${value.toFixed(2)} ±${percent(spread)}`;
}

/** Prints ours in bold. */
function nameOf({ name, kind }: Contestant): string {
  return kind === "tsgi" ? `**${name}**` : name;
}

function valueOf({ values, isClientBound }: Cell, id: keyof typeof metrics): string {
  const series = values[id];
  if (series === undefined) return "–";
  if (id === "p50" || id === "p99") return plain(id, series.median);
  return `${id === "rate" && isClientBound ? "≥ " : ""}${withSpread(id, series)}`;
}
