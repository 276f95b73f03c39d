import type { Contestant } from "../contestants/contestant.ts";
import { assertAnswer } from "./_assert-answer.ts";
import { load } from "./_load.ts";
import { firstRoundOf, type Measurement } from "./measurement.ts";
import { takeAll } from "./_processes.ts";
import { shuffled } from "./_statistics.ts";
import { twoAtATime } from "./_two-at-a-time.ts";

/**
 * Runs all contestants in each round. Several processes of each, one after the other: some are slower for their whole life, by
 * up to a third, even without an adapter. So the median should include several.
 */
export async function measureRequests(measurement: Measurement): Promise<void> {
  const { contestants, plan, isPrecise } = measurement;
  for (let generation = 0; generation < plan.preciseGenerations; generation++) {
    const taking = contestants.filter((one) => generation < plan.generations || isPrecise(one));
    await measureGeneration(measurement, taking, firstRoundOf(measurement, generation));
  }
}

async function measureGeneration(
  measurement: Measurement,
  contestants: readonly Contestant[],
  firstRound: number,
): Promise<void> {
  const { scenario, plan, processes, recorder } = measurement;
  const servers = await takeAll(processes, contestants, recorder);
  try {
    await twoAtATime(shuffled(servers), (server) =>
      recorder.attempt(server, async () => {
        await assertAnswer(server.url, scenario);
        await server.forgetPeak();
        await load(server, scenario, plan.warmUp * (scenario.warmUp ?? 1));
      }),
    );
    for (let round = 0; round < plan.rounds; round++) {
      for (const server of shuffled(servers)) {
        await recorder.attempt(server, async () => {
          const { busy, ...values } = await load(server, scenario, plan.duration);
          recorder.add(server.contestant, firstRound + round, values, busy);
        });
      }
    }
    for (const server of servers) {
      await recorder.attempt(server, async () => {
        const { peak } = await server.memory();
        recorder.add(server.contestant, firstRound, { memory: peak / 1e6 });
      });
    }
  } finally {
    for (const server of servers) await processes.giveBack(server, !recorder.isGood(server.contestant));
  }
}
