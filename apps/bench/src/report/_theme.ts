/** Shared by all charts: colours for light and dark pages, and rendering as SVG without a browser. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Contestant } from "../contestants/contestant.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Colours with enough contrast in both GitHub themes. */
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

/** Text style for echarts. */
export function textOf(theme: Theme): { color: string; fontFamily: string } {
  return { color: themes[theme].text, fontFamily: FONT };
}

/** @param option further options of echarts @param height in pixels @returns SVG */
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

/** Removes attributes that only scripts use, and whose names are numbered across charts. */
function still(svg: string): string {
  const text = svg.replaceAll(/ (?:class|ecmeta_\w+)="[^"]*"/g, "");
  const [start, end] = [text.indexOf("<style"), text.lastIndexOf("</style>")];
  return start < 0 ? text : text.slice(0, start) + text.slice(end + "</style>".length).replace(/^\n/, "");
}
