/** Charts of sections: bars, and lines for growth. */
import type { Contestant } from "../contestants/contestant.ts";
import { metrics, type Metric } from "../results/metrics.ts";
import { plain } from "./_format.ts";
import type { Section } from "./_sections.ts";
import { draw, kinds, textOf, themes, type Theme } from "./_theme.ts";

const ROW_HEIGHT = 24;
const LINES_HEIGHT = 300;
/** Lines of the same kind share a colour. */
const DASHES = ["solid", "dashed", "dotted"];

/** A few bars say no more than their table. */
export function hasChart({ scenario, rows }: Section): boolean {
  return scenario.steps !== undefined || rows.length >= 6;
}

export function chart(section: Section, theme: Theme): string {
  return section.scenario.steps === undefined ? bars(section, theme) : lines(section, theme);
}

/** Draws the first metric of a section's scenario, smallest first. */
function bars({ scenario, rows }: Section, theme: Theme): string {
  const colours = themes[theme];
  const text = textOf(theme);
  const id = scenario.metrics[0]!;
  const { title, unit }: Metric = metrics[id];
  const shown = rows.filter(({ cell }) => cell.values[id] !== undefined);
  const used = (Object.keys(kinds) as Contestant["kind"][]).filter((kind) =>
    shown.some(({ contestant }) => contestant.kind === kind),
  );
  const option = {
    legend: { top: 30, left: 8, data: used.map((kind) => kinds[kind]), textStyle: text, selectedMode: false },
    grid: { left: 270, right: 70, top: 62, bottom: 8 },
    xAxis: { type: "value", min: 0, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      data: shown.map(({ contestant }) => contestant.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { ...text, fontSize: 12, interval: 0 },
    },
    series: used.map((kind) => ({
      name: kinds[kind],
      type: "bar",
      stack: "all",
      barWidth: 15,
      silent: true,
      itemStyle: { color: colours[kind] },
      label: {
        show: true,
        position: "right",
        ...text,
        formatter: ({ value }: { value: unknown }) => (typeof value === "number" ? plain(id, value) : ""),
      },
      data: shown.map(({ contestant, cell }) =>
        contestant.kind === kind ? Math.max(0, cell.values[id]!.median) : "-",
      ),
    })),
  };
  const heading = `${scenario.title}: ${title}${unit && `, ${unit}`}`;
  return draw(theme, heading, option, shown.length * ROW_HEIGHT + 92);
}

/** Draws all metrics of a section's scenario by step, one line per contestant. */
function lines({ scenario, rows }: Section, theme: Theme): string {
  const colours = themes[theme];
  const text = textOf(theme);
  const axis = { axisLabel: text, axisLine: { lineStyle: { color: colours.line } } };
  const option = {
    grid: { left: 60, right: 190, top: 50, bottom: 30 },
    xAxis: { type: "category", data: scenario.metrics.map((id) => metrics[id].title), ...axis },
    yAxis: { type: "log", ...axis, splitLine: { lineStyle: { color: colours.line } } },
    series: rows.map(({ contestant, cell }, index) => ({
      name: contestant.name,
      type: "line",
      silent: true,
      lineStyle: {
        color: colours[contestant.kind],
        width: contestant.kind === "tsgi" ? 3 : 2,
        type: DASHES[index % DASHES.length],
      },
      itemStyle: { color: colours[contestant.kind] },
      endLabel: { show: true, ...text, formatter: contestant.name },
      labelLayout: { moveOverlap: "shiftY" },
      data: scenario.metrics.map((id) => cell.values[id]?.median ?? "-"),
    })),
  };
  return draw(theme, `${scenario.title}: CPU per request, µs`, option, LINES_HEIGHT);
}
