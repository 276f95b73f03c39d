import assert from "node:assert/strict";
import type { Call, CallRow } from "./calls.ts";
import { report } from "./_report.ts";
import { shuffled } from "./_statistics.ts";

/** Before what is measured, so that the compiler is through. */
const WARM_UP = 30_000;

/** Measures round by round, both functions in each, and prints the cost of a call beside the control's. */
export async function measureCalls(row: CallRow, isQuick: boolean): Promise<void> {
  const rounds = isQuick ? 5 : 15;
  const calls = isQuick ? 20_000 : 100_000;
  console.log(`${row.name}: ${rounds} rounds of ${calls} calls`);
  const both = [row.control, row.ours];
  assert.deepEqual(row.compared(await row.ours.run()), row.compared(await row.control.run()));
  for (const call of both) await load(call, WARM_UP);
  const costs = new Map<Call, number[]>(both.map((call) => [call, []]));
  for (let round = 0; round < rounds; round++) {
    for (const call of shuffled(both)) {
      globalThis.gc?.(); // what the other has left behind
      const before = process.cpuUsage();
      await load(call, calls);
      const { user, system } = process.cpuUsage(before);
      costs.get(call)!.push((user + system) / calls);
    }
  }
  report(both.map((call) => ({ name: call.name, costs: costs.get(call)! })));
}

async function load({ run }: Call, amount: number): Promise<void> {
  for (let i = 0; i < amount; i++) await run();
}
