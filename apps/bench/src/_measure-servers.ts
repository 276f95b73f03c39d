import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import autocannon from "autocannon";
import { report } from "./_report.ts";
import { start, type Running } from "./_running.ts";
import { shuffled } from "./_statistics.ts";
import { headers, type Contestant, type ServerRow } from "./rows.ts";

/** Before what is measured, so that the compiler is through. */
const WARM_UP = 30_000;
const CONNECTIONS = 16;

/**
 * Measures round by round, both servers in each, and prints the cost of a request beside the control's. Several processes
 * of each, one after the other: some are slower for good, by up to a third, also without an adapter, and their time goes
 * into garbage collection and Node's own process.nextTick. So the median is to come from several.
 */
export async function measureServers(row: ServerRow, isQuick: boolean): Promise<void> {
  const processes = isQuick ? 3 : 5;
  const rounds = isQuick ? 2 : 5;
  const requests = isQuick ? 3_000 : 15_000;
  console.log(`${row.name}: ${processes} times ${rounds} rounds of ${requests} requests`);
  const costs = new Map<Contestant, number[]>([
    [row.control, []],
    [row.ours, []],
  ]);
  for (let i = 0; i < processes; i++) await measureProcesses(costs, rounds, requests);
  report([...costs].map(([{ name }, values]) => ({ name, costs: values })));
}

/** Adds what a fresh process of each contestant costs, in microseconds for each request and round. */
async function measureProcesses(
  costs: ReadonlyMap<Contestant, number[]>,
  rounds: number,
  requests: number,
): Promise<void> {
  const servers = await Promise.all([...costs.keys()].map((contestant) => start(contestant)));
  try {
    await assertEqualAnswers(servers);
    for (const server of servers) await load(server, WARM_UP);
    for (let round = 0; round < rounds; round++) {
      for (const server of shuffled(servers)) {
        const before = await server.cpuTime();
        await load(server, requests);
        costs.get(server.contestant)!.push(((await server.cpuTime()) - before) / requests);
      }
    }
  } finally {
    for (const server of servers) await server.close();
  }
}

async function load({ url, contestant }: Running, amount: number): Promise<void> {
  const result = await autocannon({ url, headers, amount, connections: CONNECTIONS });
  assert.equal(result["2xx"], amount, `${contestant.name} failed requests`);
}

async function assertEqualAnswers(servers: readonly Running[]): Promise<void> {
  const answers = await Promise.all(servers.map(({ url }) => answerOf(new URL(url))));
  for (const answer of answers) assert.equal(answer, answers[0]);
}

/**
 * The bytes of an answer, but for what has no meaning: the case of header names and the order of the fields, the reason
 * phrase, and the Date.
 */
async function answerOf({ hostname, port, pathname }: URL): Promise<string> {
  const socket = connect(Number(port), hostname);
  const fields = { host: hostname, connection: "close", ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join("")}\r\n`);
  const answer = await text(socket);
  const end = answer.indexOf("\r\n\r\n");
  const [status = "", ...given] = answer.slice(0, end).split("\r\n");
  const named = given.map((field) => field.replace(/^[\w-]+(?=:)/, (name) => name.toLowerCase()));
  const kept = named.filter((field) => !field.startsWith("date:")).toSorted();
  return [status.slice(0, "HTTP/1.1 200".length), ...kept, answer.slice(end)].join("\r\n");
}
