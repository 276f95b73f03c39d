import { readFile } from "node:fs/promises";
import type { Scenario, Step } from "../scenarios/scenario.ts";
import { assertAnswer } from "./_assert-answer.ts";
import { CONNECTIONS, load } from "./_load.ts";
import { firstRoundOf, type Measurement } from "./measurement.ts";
import { takeAll } from "./_processes.ts";
import { shuffled } from "./_statistics.ts";

/** Number of open files of a process in addition to its connections. */
const OTHERS = 100;

/** Runs all steps in each process, since processes differ more than steps do; in shuffled order. */
export async function measureGrowth(measurement: Measurement): Promise<void> {
  const limit = await openFiles();
  const steps = measurement.scenario.steps!.filter(({ connections = 0 }) => {
    const needed = connections + OTHERS;
    if (connections > measurement.plan.connections) return false;
    if (needed <= limit) return true;
    console.log(
      `  left out: ${connections} connections need \`ulimit -n ${needed}\`, and the limit is ${limit}`,
    );
    return false;
  });
  for (let generation = 0; generation < measurement.plan.generations; generation++) {
    await measureGeneration(measurement, steps, firstRoundOf(measurement, generation));
  }
}

async function measureGeneration(
  { contestants, scenario, plan, processes, recorder }: Measurement,
  steps: readonly Step[],
  firstRound: number,
): Promise<void> {
  const servers = await takeAll(processes, contestants, recorder);
  try {
    for (const server of shuffled(servers)) {
      for (const [index, step] of shuffled(steps).entries()) {
        // The first step compiled most of the code that later steps run.
        const warmUp = plan.warmUp / (index === 0 ? 1 : 4);
        await recorder.attempt(server, async () => {
          await assertAnswer(server.url, at(scenario, step));
          await load(server, at(scenario, step), warmUp, step.connections ?? CONNECTIONS);
        });
      }
    }
    for (let round = 0; round < plan.rounds; round++) {
      for (const step of shuffled(steps)) {
        for (const server of shuffled(servers)) {
          await recorder.attempt(server, async () => {
            const { cpu } = await load(
              server,
              at(scenario, step),
              plan.duration,
              step.connections ?? CONNECTIONS,
            );
            recorder.add(server.contestant, firstRound + round, { [step.metric]: cpu });
          });
        }
      }
    }
  } finally {
    for (const server of servers) await processes.giveBack(server, !recorder.isGood(server.contestant));
  }
}

function at(scenario: Scenario, { request, answer }: Step): Scenario {
  return { ...scenario, request, answer };
}

/** Node raises the soft limit to the hard limit at start, for itself and so for its children. */
async function openFiles(): Promise<number> {
  const limits = await readFile("/proc/self/limits", "latin1");
  const soft = /^Max open files\s+(\S+)/m.exec(limits)![1]!;
  return soft === "unlimited" ? Infinity : Number(soft);
}
