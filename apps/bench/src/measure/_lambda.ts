import type { Contestant } from "../contestants/contestant.ts";
import { assertResult } from "./_assert-answer.ts";
import type { FunctionProcess } from "./_function-process.ts";
import { firstRoundOf, type Measurement } from "./measurement.ts";
import { takeAll } from "./_processes.ts";
import { shuffled } from "./_statistics.ts";
import { twoAtATime } from "./_two-at-a-time.ts";

/** Runs all functions in each round; several processes of each, one after the other. */
export async function measureLambda(measurement: Measurement): Promise<void> {
  const { contestants, plan } = measurement;
  for (let generation = 0; generation < plan.generations; generation++) {
    await measureGeneration(measurement, contestants, firstRoundOf(measurement, generation));
  }
}

async function measureGeneration(
  { scenario, plan, functions: source, recorder }: Measurement,
  contestants: readonly Contestant[],
  firstRound: number,
): Promise<void> {
  const { request, answer } = scenario;
  const event = scenario.event!;
  const functions = await takeAll(source, contestants, recorder);
  const costOf = async (one: FunctionProcess, duration: number): Promise<number> => {
    const { calls, cpu } = await one.ask<{ calls: number; cpu: number }>({ event, request, duration });
    return cpu / calls;
  };
  try {
    await twoAtATime(functions, (one) =>
      recorder.attempt(one, async () => {
        assertResult(event, (await one.ask<{ result: unknown }>({ event, request })).result, answer);
        await costOf(one, plan.warmUp * (scenario.warmUp ?? 1));
      }),
    );
    for (let round = 0; round < plan.rounds; round++) {
      for (const one of shuffled(functions)) {
        await recorder.attempt(one, async () => {
          recorder.add(one.contestant, firstRound + round, {
            cpuPerCall: await costOf(one, plan.duration / 2),
          });
        });
      }
    }
  } finally {
    for (const one of functions) await source.giveBack(one, !recorder.isGood(one.contestant));
  }
}
