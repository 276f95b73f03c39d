import { percent } from "./_format.ts";
import type { Agreement, Repeat } from "./repeat.ts";
import { markdown } from "./_tables.ts";

/** Describes the change of the figures in a second run. */
export function repeated({ costs, ratios, targets, turned }: Repeat): string {
  const verdicts =
    turned.length === 0
      ? "No target was reached in one run and missed in the other."
      : `Reached in one run and missed in the other: ${turned.map((id) => `\`${id}\``).join(", ")}.`;
  return [
    `Everything was measured a second time, with \`pnpm bench --repeat\`; the figures are those of the first run. How far the second was
from it, and how many of its figures are within the ± of the first run; nine in ten are expected:`,
    markdown(
      ["", "figures", "within ±", "half of them at most", "nine in ten at most"],
      [
        line("CPU time and memory", costs),
        line("ratio to the control", ratios),
        line("the figures of targets", targets),
      ],
    ),
    verdicts,
  ].join("\n\n");
}

function line(name: string, { figures, within, median, oneInTen }: Agreement): string[] {
  const share = figures === 0 ? 0 : within / figures;
  return [name, String(figures), `${within} (${percent(share)})`, percent(median), percent(oneInTen)];
}
