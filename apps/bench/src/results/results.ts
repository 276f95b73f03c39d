/** What a run gives, as it is kept in results.json. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { median, spread } from "../measure/_statistics.ts";
import { metrics, type Metric, type MetricId } from "./metrics.ts";

/** The values of one metric over the rounds. */
export interface Series {
  readonly median: number;
  /** Half of what lies between the first and the ninth decile, as a share of the median. */
  readonly spread: number;
  /** One for each round, where ratios are made of them: the same place is the same round for all contestants. */
  readonly rounds?: readonly (number | null)[];
}

/** What one contestant did in one scenario. */
export interface Cell {
  readonly scenario: string;
  readonly contestant: string;
  readonly values: Partial<Readonly<Record<MetricId, Series>>>;
  /** Why there are no values. */
  readonly error?: string;
  /** True: the client that made the load was busier than the server, so that the rate is no limit of the server. */
  readonly isClientBound?: boolean;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Gigabytes. */
  readonly memory: number;
  readonly system: string;
}

export interface Results {
  readonly machine: Machine;
  /** Of the runtimes and of packages. */
  readonly versions: Readonly<Record<string, string>>;
  readonly cells: readonly Cell[];
}

/** Where results are kept, and committed. */
export const RESULTS_FILE: string = join(import.meta.dirname, "../../results.json");

/** Where those of the run that repeated them are. */
export const REPEATED_FILE: string = join(import.meta.dirname, "../../results-repeated.json");

export function loadResults(file: string = RESULTS_FILE): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : undefined;
}

/** One line for each cell, so that changes can be read. */
export function saveResults({ cells, ...rest }: Results, file: string = RESULTS_FILE): void {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const lines = cells.map((cell) => `    ${JSON.stringify(cell)}`).join(",\n");
  writeFileSync(file, `${head},\n  "cells": [\n${lines}\n  ]\n}\n`);
}

/** Cells that were measured anew take the place of earlier ones. */
export function merged(before: Results | undefined, now: Results): Results {
  const isNew = new Set(now.cells.map(keyOf));
  const kept = before?.cells.filter((cell) => !isNew.has(keyOf(cell))) ?? [];
  const versions = Object.entries({ ...before?.versions, ...now.versions });
  return {
    machine: now.machine,
    versions: Object.fromEntries(versions.toSorted(([a], [b]) => a.localeCompare(b, "en"))),
    cells: [...kept, ...now.cells],
  };
}

/** @param values one for each round; null where there is none */
export function seriesOf(id: MetricId, values: readonly (number | null)[]): Series {
  const { isKept, digits }: Metric = metrics[id];
  const seen = values.filter((value) => value !== null);
  return {
    median: rounded(median(seen), digits + 2),
    spread: rounded(spread(seen), 4),
    ...(isKept ? { rounds: values.map((value) => value && rounded(value, digits + 2)) } : {}),
  };
}

function keyOf({ scenario, contestant }: Cell): string {
  return `${scenario} ${contestant}`;
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
