/** `pnpm bench`: see README.md. */
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { contestants } from "./contestants/index.ts";
import { measure } from "./measure/index.ts";
import { full, quick } from "./measure/plan.ts";
import { printCells } from "./report/_print.ts";
import { repeatOf } from "./report/repeat.ts";
import { isPrecise } from "./report/target.ts";
import { targets } from "./report/targets.ts";
import { writePage } from "./report/write.ts";
import { describeMachine, versionsOf } from "./results/_machine.ts";
import {
  loadResults,
  merged,
  REPEATED_FILE,
  saveResults,
  type Cell,
  type Results,
} from "./results/results.ts";
import { scenarios } from "./scenarios/index.ts";
import { select } from "./_select.ts";

const { values, positionals } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    repeat: { type: "boolean", default: false },
    "from-json": { type: "boolean", default: false },
  },
  allowPositionals: true,
});

if (values["from-json"]) writePage();
else await run();

async function run(): Promise<void> {
  const begin = performance.now();
  const chosen = select(positionals, contestants, scenarios);
  const plan = values.quick ? quick : full;
  const isWhole = positionals.length === 0 && !values.quick;
  const isAll = isWhole && !values.repeat;
  const earlier = loadResults();
  if (values.repeat && !earlier) throw new Error("there are no results to repeat; run `pnpm bench` first");
  let cells: Cell[] = [];
  const results = (): Results =>
    merged(undefined, { machine: describeMachine(), versions: versionsOf(chosen.contestants), cells });
  await measure({
    ...chosen,
    plan,
    isPrecise: (scenario, contestant) => isPrecise(targets, [scenario.id, contestant.id]),
    onCells(scenario, some) {
      console.log(`\n${scenario.title} (after ${secondsSince(begin)} s)`);
      printCells(scenario, chosen.contestants, some);
      cells = [...cells.filter((cell) => cell.scenario !== scenario.id), ...some];
      // After each scenario, so that an interrupted run keeps its results.
      if (isAll || values.save) saveAnew(merged(isAll ? undefined : earlier, results()));
    },
  });
  if (values.repeat && earlier) {
    const repeat = repeatOf(earlier, results(), targets);
    console.log(`bench: repeated, ${JSON.stringify(repeat)}`);
    if (isWhole) saveResults(results(), REPEATED_FILE);
  }
  if (isAll || values.save || values.repeat) writePage();
  const broken = cells.filter(({ scenario, contestant, error }) => {
    const { cannot, fails } = contestants.find(({ id }) => id === contestant)!;
    return error !== undefined && cannot?.[scenario] === undefined && !fails?.includes(scenario);
  });
  for (const { scenario, contestant, error } of broken) console.error(`${scenario}, ${contestant}: ${error}`);
  console.log(`bench: ${cells.length} rows, ${broken.length} broken, ${secondsSince(begin)} s`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

/** A repetition of older results says nothing about new ones. */
function saveAnew(results: Results): void {
  saveResults(results);
  rmSync(REPEATED_FILE, { force: true });
}

function secondsSince(begin: number): string {
  return ((performance.now() - begin) / 1_000).toFixed(0);
}
