/** Bars, as SVG, drawn without a browser. */
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Contestant } from "../contestants/contestant.ts";
import { metrics, type Metric } from "../results/metrics.ts";
import { plain } from "./_format.ts";
import type { Section } from "./_sections.ts";

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Colours that carry in both themes of GitHub. */
export const themes = {
  light: {
    text: "#1f2328",
    line: "#d1d9e0",
    tsgi: "#0969da",
    control: "#818b98",
    peer: "#bc8c00",
    framework: "#8250df",
  },
  dark: {
    text: "#f0f6fc",
    line: "#3d444d",
    tsgi: "#4493f8",
    control: "#9198a1",
    peer: "#d29922",
    framework: "#ab7df8",
  },
} as const;

export type Theme = keyof typeof themes;

const kinds: Readonly<Record<Contestant["kind"], string>> = {
  tsgi: "TSGI",
  control: "by hand",
  peer: "other adapters",
  framework: "frameworks by themselves",
};

const WIDTH = 840;
const ROW_HEIGHT = 24;
const FONT = "system-ui, sans-serif";

/** The first metric of a section's scenario, least first. */
export function chart({ scenario, rows }: Section, theme: Theme): string {
  const colours = themes[theme];
  const id = scenario.metrics[0]!;
  const { title, unit }: Metric = metrics[id];
  const shown = rows.filter(({ cell }) => cell.values[id] !== undefined);
  const used = (Object.keys(kinds) as Contestant["kind"][]).filter((kind) =>
    shown.some(({ contestant }) => contestant.kind === kind),
  );
  const instance = init(null, null, {
    renderer: "svg",
    ssr: true,
    width: WIDTH,
    height: shown.length * ROW_HEIGHT + 92,
  });
  const text = { color: colours.text, fontFamily: FONT };
  instance.setOption({
    animation: false,
    textStyle: text,
    title: {
      text: `${scenario.title}: ${title}${unit && `, ${unit}`}`,
      textStyle: { ...text, fontSize: 15 },
      left: 8,
      top: 2,
    },
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
  } as never);
  const svg = instance.renderToSVGString();
  instance.dispose();
  return `${still(svg)}\n`;
}

/** Without what only a page with scripts would use, and whose names count on from chart to chart. */
function still(svg: string): string {
  return svg.replaceAll(/ (?:class|ecmeta_\w+)="[^"]*"/g, "").replace(/<style.*<\/style>\n?/s, "");
}
