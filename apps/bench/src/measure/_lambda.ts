import type { Contestant } from "../contestants/contestant.ts";
import { assertResult } from "./_assert-answer.ts";
import type { FunctionProcess } from "./_function-process.ts";
import type { Measurement } from "./measurement.ts";
import { shuffled } from "./_statistics.ts";

/** Round by round, all functions in each; several processes of each, one after the other. */
export async function measureLambda(measurement: Measurement): Promise<void> {
  const { contestants, plan } = measurement;
  for (let generation = 0; generation < plan.generations; generation++) {
    await measureGeneration(measurement, contestants, generation * plan.rounds);
  }
}

async function measureGeneration(
  { scenario, plan, functions: source, recorder }: Measurement,
  contestants: readonly Contestant[],
  firstRound: number,
): Promise<void> {
  const { request, answer } = scenario;
  const event = scenario.event!;
  // What is big is mostly copied, and there is little to compile.
  const isBig = answer.body.length > 65_536;
  const taken = shuffled(contestants).filter((one) => recorder.isGood(one));
  const functions = await Promise.all(taken.map((one) => source.take(one)));
  const costOf = async (one: FunctionProcess, duration: number): Promise<number> => {
    const { calls, cpu } = await one.ask<{ calls: number; cpu: number }>({ event, request, duration });
    return cpu / calls;
  };
  try {
    for (const one of functions) {
      await recorder.attempt(one, async () => {
        assertResult(event, (await one.ask<{ result: unknown }>({ event, request })).result, answer);
        await costOf(one, plan.warmUp / (isBig ? 4 : 1));
      });
    }
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
