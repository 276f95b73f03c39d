/** The results of a run, as stored in results.json. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { median, spread } from "../measure/_statistics.ts";
import { metrics, type Metric, type MetricId } from "./metrics.ts";

/** The values of one metric over the rounds. */
export interface Series {
  readonly median: number;
  /** Half the distance between the first and the ninth decile, as a share of the median. */
  readonly spread: number;
  /** One value per round, if ratios need them: the same index is the same round for all contestants. */
  readonly rounds?: readonly (number | null)[];
}

/** The result of one contestant in one scenario. */
export interface Cell {
  readonly scenario: string;
  readonly contestant: string;
  readonly values: Partial<Readonly<Record<MetricId, Series>>>;
  /** The reason that there are no values. */
  readonly error?: string;
  /** True if the load generator was busier than the server, so that the rate is not the server's limit. */
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
  /** Versions of runtimes and packages. */
  readonly versions: Readonly<Record<string, string>>;
  readonly cells: readonly Cell[];
}

/** The committed file of results. */
export const RESULTS_FILE: string = join(import.meta.dirname, "../../results.json");

/** The file of the second run. */
export const REPEATED_FILE: string = join(import.meta.dirname, "../../results-repeated.json");

export function loadResults(file: string = RESULTS_FILE): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : undefined;
}

/** Writes one line per cell, for readable diffs. */
export function saveResults({ cells, ...rest }: Results, file: string = RESULTS_FILE): void {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const lines = cells.map((cell) => `    ${JSON.stringify(cell)}`).join(",\n");
  writeFileSync(file, `${head},\n  "cells": [\n${lines}\n  ]\n}\n`);
}

/** Replaces cells by their new measurements. */
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

/** @param values one per round; null if there is none */
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
