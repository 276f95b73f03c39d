/** Runs a Lambda handler on an event as many times as requested, and reports the CPU time. */
import { setImmediate } from "node:timers/promises";
import { eventOf, type EventName } from "../scenarios/_events-of-lambda.ts";
import type { ScenarioRequest } from "../scenarios/scenario.ts";

/** A request for one call, or for repeated calls during this many milliseconds of CPU time. */
export interface Order {
  readonly event: EventName;
  readonly request: ScenarioRequest;
  readonly duration?: number;
}

/** The result of one call, or its failure; or the CPU time of a number of calls, in microseconds. */
export type Report =
  | { readonly result: unknown }
  | { readonly failure: string }
  | { readonly calls: number; readonly cpu: number };

/** Number of events created before their calls are measured; fewer if results are big. */
const BATCH = 256;
const BIG_BATCH = 2;
/** Characters of a big result. */
const BIG = 1 << 16;

const { handler } = (await import(process.argv[2]!)) as {
  handler: (event: object, context: object) => unknown;
};
process.on("message", async (order: Order) => process.send!(await follow(order)));
process.on("disconnect", () => process.exit(0));
process.send!("ready");

async function follow({ event, request, duration }: Order): Promise<Report> {
  // As on Lambda, each invocation has its own event, parsed from JSON.
  const text = JSON.stringify(eventOf(event, request));
  try {
    const result = await handler(JSON.parse(text) as object, contextOf(0));
    if (duration === undefined) return { result };
    const batch = JSON.stringify(result).length > BIG ? BIG_BATCH : BATCH;
    return await measure(text, batch, duration * 1_000);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Creating events costs more than the fastest handlers: it may double the time. */
async function measure(text: string, batch: number, least: number): Promise<Report> {
  const begin = cpuTime();
  let cpu = 0;
  let calls = 0;
  do {
    const events = Array.from({ length: batch }, () => JSON.parse(text) as object);
    const before = cpuTime();
    for (const event of events) await handler(event, contextOf(++calls));
    await setImmediate(); // deferred work runs
    cpu += cpuTime() - before;
  } while (cpu < least && cpuTime() - begin < 2 * least);
  return { calls, cpu };
}

/** Returns the CPU time of this process, all threads, in microseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function contextOf(count: number): object {
  return {
    awsRequestId: String(count),
    callbackWaitsForEmptyEventLoop: true,
    functionName: "function",
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => 3_000,
    memoryLimitInMB: "1024",
  };
}
