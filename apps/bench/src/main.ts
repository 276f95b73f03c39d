import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { ContestantProcess } from "./_contestant-process.ts";
import { median, shuffled, spread } from "./_statistics.ts";
import { headers, scenarios, type Scenario } from "./contestants.ts";

const { quick, only } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string", default: "" } },
}).values;
const ROUNDS = quick ? 3 : 15;
const REQUESTS = quick ? 3_000 : 30_000;
/** Before what is measured, so that the compiler is through. */
const WARM_UP = 30_000;
const CONNECTIONS = 16;

for (const scenario of scenarios) {
  if (scenario.contestants.some(({ name }) => name.includes(only))) await measure(scenario);
}

/** Measures a scenario round by round, every contestant in each, and prints cost for each request beside the control's. */
async function measure(scenario: Scenario): Promise<void> {
  console.log(`${scenario.title}: ${ROUNDS} rounds of ${REQUESTS} requests, Node ${process.version}`);
  const runs = await Promise.all(
    scenario.contestants.map((contestant) => ContestantProcess.start(contestant)),
  );
  try {
    await assertEqualAnswers(scenario, runs);
    for (const run of runs) await load(scenario, run, WARM_UP);
    const costs = new Map<string, number[]>(runs.map((run) => [run.contestant.name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const run of shuffled(runs)) {
        const before = await run.cpuTime();
        await load(scenario, run, REQUESTS);
        costs.get(run.contestant.name)!.push(((await run.cpuTime()) - before) / REQUESTS);
      }
    }
    report(scenario, costs);
  } finally {
    for (const run of runs) run.stop();
  }
}

async function load(scenario: Scenario, run: ContestantProcess, amount: number): Promise<void> {
  const { method, path, body } = scenario;
  const url = `http://127.0.0.1:${run.port}${path}`;
  const result = await autocannon({ url, method, body, headers, amount, connections: CONNECTIONS });
  assert.equal(result["2xx"], amount, `${run.contestant.name} failed requests`);
}

async function assertEqualAnswers(scenario: Scenario, runs: readonly ContestantProcess[]): Promise<void> {
  const answers = await Promise.all(
    runs.map(async ({ port }) => {
      const { method, path, body } = scenario;
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body, headers });
      const fields = [...response.headers].filter(([name]) => name !== "date");
      return { status: response.status, fields, text: await response.text() };
    }),
  );
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
}

function report(scenario: Scenario, costs: ReadonlyMap<string, number[]>): void {
  const control = scenario.contestants.find((contestant) => contestant.isControl)!;
  const base = costs.get(control.name)!;
  for (const [name, values] of costs) {
    // Round by round, since what disturbs a round disturbs all of it.
    const ratios = values.map((value, round) => value / base[round]!);
    const cost = `${median(values).toFixed(2)} µs CPU/request ±${(spread(values) * 100).toFixed(1)} %`;
    console.log(`  ${name.padEnd(24)} ${cost}   ratio ${median(ratios).toFixed(3)}`);
  }
}
