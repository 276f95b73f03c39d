import type { Contestant } from "../contestants/contestant.ts";
import { requestBytes } from "./_connection.ts";
import { Listeners } from "./_listeners.ts";
import { firstRoundOf, type Measurement } from "./measurement.ts";
import { start, type Running } from "./_process.ts";
import { shuffled } from "./_statistics.ts";

/** Runs one fresh process at a time, in shuffled order, to measure the memory of a process with its clients. */
export async function measureEvents(measurement: Measurement): Promise<void> {
  const { contestants, plan, recorder, isPrecise } = measurement;
  for (let generation = 0; generation < plan.preciseGenerations; generation++) {
    for (const contestant of shuffled(contestants)) {
      if (!recorder.isGood(contestant)) continue;
      if (generation >= plan.generations && !isPrecise(contestant)) continue;
      await measureOne(contestant, measurement, firstRoundOf(measurement, generation));
    }
  }
}

async function measureOne(
  contestant: Contestant,
  measurement: Measurement,
  firstRound: number,
): Promise<void> {
  let server: Running | undefined;
  const listeners = new Listeners();
  try {
    server = await start(contestant, true);
    await measureServer(server, listeners, measurement, firstRound);
  } catch (error) {
    measurement.recorder.fail(contestant, error, server?.log());
  } finally {
    listeners.close();
    await server?.close();
  }
}

async function measureServer(
  server: Running,
  listeners: Listeners,
  { scenario, plan, recorder }: Measurement,
  firstRound: number,
): Promise<void> {
  const url = new URL(server.url);
  const request = requestBytes(scenario.request, url.host);
  const all = plan.clients;
  await order(server, "collect");
  await server.forgetPeak();
  const idle = await server.memory();
  await listeners.open(url, request, all);
  await listeners.expect(all, () => order(server, "publish?count=1"));
  await order(server, "collect");
  const { resident } = await server.memory();
  recorder.add(server.contestant, firstRound, {
    memoryPerClient: (resident - idle.resident) / 1_000 / all,
  });
  await listeners.expect(all * plan.events, () => order(server, `publish?count=${plan.events}`)); // warm
  for (let round = 0; round < plan.rounds; round++) {
    const before = await server.cpuTime();
    const begin = performance.now();
    const events = all * plan.events;
    await listeners.expect(events, () => order(server, `publish?count=${plan.events}`));
    const elapsed = performance.now() - begin;
    recorder.add(server.contestant, firstRound + round, {
      cpuPerEvent: ((await server.cpuTime()) - before) / events,
      eventRate: (events / elapsed) * 1_000,
    });
  }
  recorder.add(server.contestant, firstRound, { memory: (await server.memory()).peak / 1e6 });
}

/** Sends a command to the server's process, see _control.ts. */
async function order({ control }: Running, what: string): Promise<void> {
  await (await fetch(new URL(what, control))).text();
}
