import type { Agreement, Repeat } from "../results/results.ts";
import { percent } from "./_format.ts";
import { markdown } from "./_tables.ts";

/** What became of the figures when all of it was measured again. */
export function repeated({ costs, ratios, targets, turned }: Repeat): string {
  const verdicts =
    turned.length === 0
      ? "No target was reached in one run and missed in the other."
      : `Reached in one run and missed in the other: ${turned.map((id) => `\`${id}\``).join(", ")}.`;
  return [
    `All of it was measured a second time, by \`pnpm bench --repeat\`. The page shows the first run. The ± of a figure is the spread
of rounds within that run; what else runs on a machine and which processes come out slow differs from run to run as well. So the
spread between runs is this distance of the second from the first:`,
    markdown(
      ["", "figures", "half of them at most", "nine in ten at most", "within ±"],
      [
        line("CPU time and memory", costs),
        line("beside the control", ratios),
        line("the figures of targets", targets),
      ],
    ),
    verdicts,
  ].join("\n\n");
}

function line(name: string, { figures, within, median, oneInTen }: Agreement): string[] {
  return [name, String(figures), percent(median), percent(oneInTen), String(within)];
}
