import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { ContestantProcess } from "./_contestant-process.ts";
import { median, shuffled, spread } from "./_statistics.ts";
import { headers, scenarios, type Scenario } from "./contestants.ts";

const { quick, only } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string", default: "" } },
}).values;
/**
 * Processes of each contestant, one after the other. In about one process of ten Node's own process.nextTick gets slow for
 * good, which costs a third more, whoever's handler it is: the median is to come from several.
 */
const PROCESSES = quick ? 3 : 5;
/** Of each process. */
const ROUNDS = quick ? 2 : 5;
const REQUESTS = quick ? 3_000 : 15_000;
/** Before what is measured, so that the compiler is through. */
const WARM_UP = 30_000;
const CONNECTIONS = 16;

for (const scenario of scenarios) {
  if (scenario.contestants.some(({ name }) => name.includes(only))) await measure(scenario);
}

/** Measures a scenario round by round, every contestant in each, and prints cost for each request beside the control's. */
async function measure(scenario: Scenario): Promise<void> {
  const rounds = `${PROCESSES} times ${ROUNDS} rounds of ${REQUESTS} requests`;
  console.log(`${scenario.title}: ${rounds}, Node ${process.version}`);
  const costs = new Map<string, number[]>(scenario.contestants.map(({ name }) => [name, []]));
  for (let i = 0; i < PROCESSES; i++) await measureProcesses(scenario, costs);
  report(scenario, costs);
}

/** Adds what a fresh process of each contestant costs, in microseconds for each request and round. */
async function measureProcesses(scenario: Scenario, costs: ReadonlyMap<string, number[]>): Promise<void> {
  const runs = await Promise.all(
    scenario.contestants.map((contestant) => ContestantProcess.start(contestant)),
  );
  try {
    await assertEqualAnswers(scenario, runs);
    for (const run of runs) await load(scenario, run, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      for (const run of shuffled(runs)) {
        const before = await run.cpuTime();
        await load(scenario, run, REQUESTS);
        costs.get(run.contestant.name)!.push(((await run.cpuTime()) - before) / REQUESTS);
      }
    }
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
  const answers = await Promise.all(runs.map(({ port }) => answerOf(scenario, port)));
  for (const answer of answers) assert.equal(answer, answers[0]);
}

/** The bytes of an answer, but for the case of header names, which has no meaning, and the Date. */
async function answerOf({ method, path, body = "" }: Scenario, port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const fields = {
    host: "127.0.0.1",
    connection: "close",
    "content-length": Buffer.byteLength(body),
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
  const answer = await text(socket);
  return answer.replace(/^[\w-]+(?=:)/gm, (name) => name.toLowerCase()).replace(/^date: .*\r\n/m, "");
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
