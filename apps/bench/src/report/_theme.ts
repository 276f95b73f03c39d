/** What all charts have in common: colours for light and dark pages, and drawing as SVG without a browser. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Contestant } from "../contestants/contestant.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

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

export const kinds: Readonly<Record<Contestant["kind"], string>> = {
  tsgi: "TSGI",
  control: "by hand",
  peer: "other adapters",
  framework: "frameworks by themselves",
};

const WIDTH = 840;
const FONT = "system-ui, sans-serif";

/** As echarts takes it for text. */
export function textOf(theme: Theme): { color: string; fontFamily: string } {
  return { color: themes[theme].text, fontFamily: FONT };
}

/** @param option what echarts is told besides @param height in pixels @returns SVG */
export function draw(theme: Theme, heading: string, option: object, height: number): string {
  const instance = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  const text = textOf(theme);
  instance.setOption({
    animation: false,
    textStyle: text,
    title: { text: heading, textStyle: { ...text, fontSize: 15 }, left: 8, top: 2 },
    ...option,
  } as never);
  const svg = instance.renderToSVGString();
  instance.dispose();
  return `${still(svg)}\n`;
}

/** Without what only a page with scripts would use, and whose names count on from chart to chart. */
function still(svg: string): string {
  const text = svg.replaceAll(/ (?:class|ecmeta_\w+)="[^"]*"/g, "");
  const [start, end] = [text.indexOf("<style"), text.lastIndexOf("</style>")];
  return start < 0 ? text : text.slice(0, start) + text.slice(end + "</style>".length).replace(/^\n/, "");
}
