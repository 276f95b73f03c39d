/** Parts of the page with tables and charts: a scenario with the contestants of one group, or of all. */
import { contestants } from "../contestants/index.ts";
import type { Contestant, Group } from "../contestants/contestant.ts";
import type { Reader } from "../results/reader.ts";
import type { Cell } from "../results/results.ts";
import { scenarios } from "../scenarios/index.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { sorted } from "./_order.ts";

/** In the order of the page. */
export const groups: Readonly<Record<Group, string>> = {
  node: "Adapters on Node",
  frameworks: "Frameworks on Node",
  chain: "Chains of middleware on Node",
  bun: "Bun",
  deno: "Deno",
  workerd: "workerd, the runtime of Cloudflare Workers",
  "aws-lambda": "AWS Lambda",
  "aws-lambda-express": "AWS Lambda: one Express application",
  "aws-lambda-fastify": "AWS Lambda: one Fastify instance",
  mounts: "Many applications in one, on Node",
};

export interface Row {
  readonly contestant: Contestant;
  readonly cell: Cell;
}

/** A table, and a chart under docs/benchmarks/ by the section's id. */
export interface Section {
  readonly id: string;
  readonly scenario: Scenario;
  /** Sorted by the scenario's first metric, smallest first. */
  readonly rows: readonly Row[];
}

/** Returns all sections that have results. */
export function allSections(reader: Reader): Section[] {
  return [
    ...(Object.keys(groups) as Group[]).flatMap((group) => sectionsOf(reader, group)),
    ...wholeSections(reader),
  ];
}

/** Returns the contestant to compare with: the one it names, the control, or the best. */
export function baseOf({ beside }: Contestant, rows: readonly Row[]): Contestant {
  const good = rows.filter(({ cell }) => cell.error === undefined).map(({ contestant }) => contestant);
  const usual = good.find(({ kind }) => kind === "control") ?? good[0] ?? rows[0]!.contestant;
  return good.find(({ id }) => id === beside) ?? usual;
}

/** Returns the groups that have results. */
export function sectionsOf(reader: Reader, group: Group): Section[] {
  return scenarios
    .filter(({ isWhole }) => !isWhole)
    .map((scenario) => section(reader, scenario, `${group}-${scenario.id}`, group))
    .filter(({ rows }) => rows.length > 0);
}

/** Returns the scenarios that combine all groups. */
export function wholeSections(reader: Reader): Section[] {
  return scenarios
    .filter(({ isWhole }) => isWhole)
    .map((scenario) => section(reader, scenario, scenario.id))
    .filter(({ rows }) => rows.length > 0);
}

function section(reader: Reader, scenario: Scenario, id: string, group?: Group): Section {
  const taking = contestants.filter((one) => group === undefined || one.group === group);
  const cells = taking.flatMap((one) => reader.cell([scenario.id, one.id]) ?? []);
  const rows = sorted(scenario, cells).map((cell) => ({
    cell,
    contestant: taking.find(({ id: own }) => own === cell.contestant)!,
  }));
  return { id, scenario, rows };
}
