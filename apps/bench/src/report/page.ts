import type { Group } from "../contestants/contestant.ts";
import { CONNECTIONS } from "../measure/_load.ts";
import { full } from "../measure/plan.ts";
import { Reader } from "../results/reader.ts";
import type { Results } from "../results/results.ts";
import { isLoad } from "../scenarios/scenario.ts";
import { chart, hasChart } from "./_charts.ts";
import { groups, sectionsOf, wholeSections, type Section } from "./_sections.ts";
import { repeated } from "./_repeated.ts";
import { overview, table, versionTable } from "./_tables.ts";
import { targetSection } from "./_targets.ts";
import { themes, type Theme } from "./_theme.ts";
import { repeatOf } from "./repeat.ts";
import { targets } from "./targets.ts";

const PAGE = "docs/benchmarks.md";
const FOLDER = "docs/benchmarks";

/**
 * Creates the page and its charts from results only.
 *
 * @param why reason for each missed target, by id
 * @param again results of a second run
 * @returns path from the repository's root, to text
 */
export function render(
  results: Results,
  why: Readonly<Record<string, string>>,
  again?: Results,
): Record<string, string> {
  const reader = new Reader(results);
  const whole = wholeSections(reader);
  const parts = (Object.keys(groups) as Group[])
    .map((group) => ({ group, sections: sectionsOf(reader, group) }))
    .filter(({ sections }) => sections.length > 0);
  const all = [...parts.flatMap(({ sections }) => sections), ...whole];
  const outputs: Record<string, string> = { [PAGE]: page(results, reader, parts, whole, why, again) };
  for (const section of all.filter(hasChart)) {
    for (const theme of Object.keys(themes) as Theme[]) {
      outputs[`${FOLDER}/${section.id}-${theme}.svg`] = chart(section, theme);
    }
  }
  return outputs;
}

interface Part {
  readonly group: Group;
  readonly sections: readonly Section[];
}

function page(
  results: Results,
  reader: Reader,
  parts: readonly Part[],
  whole: readonly Section[],
  why: Readonly<Record<string, string>>,
  again: Results | undefined,
): string {
  const { cpu, cores, memory, system } = results.machine;
  const overviews = parts
    .map(({ group, sections }) => ({ group, loads: sections.filter(({ scenario }) => isLoad(scenario)) }))
    .filter(({ loads }) => loads.length > 1)
    .map(({ group, loads }) => `### ${groups[group]}\n\n${overview(loads)}`);
  const first = parts[0]?.sections[0];
  const details = parts.map(({ group, sections }) => [
    `## ${groups[group]}`,
    ...sections.map((section) => detail(section, reader)),
  ]);
  return [
    "<!-- Written by `pnpm bench` from apps/bench/results.json. -->",
    "# Benchmarks",
    `The cost of an adapter, compared with its host by hand and with its peers. The main figure is the CPU time per request of
the server's process, user and system, in microseconds: less is better. **Ours** are printed in bold.`,
    ...(first && hasChart(first) ? [picture(first)] : []),
    "## At a glance",
    ...overviews,
    "## Targets",
    targetSection(reader, why, again && new Reader(again)),
    "## How it is measured",
    `On ${cores} cores of ${cpu} with ${memory} GB of memory, ${system}, with one command, \`pnpm bench\`. ${method()}`,
    ...(again ? ["### Measured again", repeated(repeatOf(results, again, targets))] : []),
    versionTable(results),
    ...details.flat(),
    ...(whole.length > 0 ? ["## Middleware", ...whole.map((section) => detail(section, reader))] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

function method(): string {
  const { passes, rounds, clients } = full;
  const [processes, most] = [full.generations, full.preciseGenerations].map((each) => passes * each) as [
    number,
    number,
  ];
  return `All scenarios run ${passes} times, a quarter
of an hour apart, and each contestant runs in fresh processes: ${processes} in total, and ${most} if a target requires hundredths, with ${rounds} rounds
each after a warm-up, so ${processes * rounds} to ${most * rounds} rounds. Each round includes all contestants of a scenario, in shuffled order, and ratios are
computed within a round. Before that, status, Content-Type, length or streaming, and all bytes of the body are
compared: they are equal for all contestants. Linux's scheduler counts the CPU time of all threads of the process. The
load uses ${CONNECTIONS} persistent connections, from a minimal client in the process of the bench, and for
events ${clients.toLocaleString("en-US")}. If the server waited for that client, its rate is marked with ≥. Peak memory is the maximum resident
size since the first request. Every figure is the median of the rounds; ± is half the distance between their
first and ninth decile, and a second run should find nine of ten figures within it. All adapters for fetch applications serve the same one, "light" on ours means the option
\`request: "light"\` and \`LightResponse\`, "light Request" only the option, and all hosts serve the same TSGI application.`;
}

function detail(section: Section, reader: Reader): string {
  const { title, says } = section.scenario;
  const figures = table(section, reader);
  if (!hasChart(section)) return [`### ${title}`, says, figures].join("\n\n");
  const folded = ["<details>\n<summary>All figures</summary>", figures, "</details>"];
  return [`### ${title}`, says, picture(section), ...folded].join("\n\n");
}

function picture({ id, scenario }: Section): string {
  return `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="benchmarks/${id}-dark.svg">
  <img alt="${scenario.title}, as a chart; the table has the same figures" src="benchmarks/${id}-light.svg">
</picture>`;
}
