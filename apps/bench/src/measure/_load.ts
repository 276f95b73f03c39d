import type { Scenario } from "../scenarios/scenario.ts";
import { PATIENCE } from "./_assert-answer.ts";
import { Connection, requestBytes } from "./_connection.ts";
import type { Running } from "./_process.ts";
import { quantile } from "./_statistics.ts";

/** The result of a round. */
export interface Load {
  /** Microseconds of the server's CPU time per request. */
  readonly cpu: number;
  /** Requests per second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Share of the time in which the server was busy; above 1 with several threads. */
  readonly busy: number;
}

/** Sends requests one after the other on each of several connections. */
export const CONNECTIONS = 16;

/** @param duration milliseconds */
export async function load(
  server: Running,
  { request, answer }: Scenario,
  duration: number,
  size = CONNECTIONS,
): Promise<Load> {
  const url = new URL(server.url);
  const bytes = requestBytes(request, url.host);
  const length = Buffer.byteLength(answer.body as string);
  const connections = Array.from({ length: size }, () => new Connection(url, bytes, length));
  try {
    await inTime(Promise.all(connections.map((connection) => connection.run(0))), PATIENCE);
    const before = await server.cpuTime();
    const begin = performance.now();
    const all = await inTime(
      Promise.all(connections.map((connection) => connection.run(begin + duration))),
      duration + PATIENCE,
    );
    const elapsed = performance.now() - begin;
    const cpu = (await server.cpuTime()) - before;
    const times = all.flat().toSorted((a, b) => a - b);
    return {
      cpu: cpu / times.length,
      rate: (times.length / elapsed) * 1_000,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      busy: cpu / 1_000 / elapsed,
    };
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** @throws if it takes longer than this many milliseconds */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no longer responds")), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
