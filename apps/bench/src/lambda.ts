/** An Express application on Lambda by each adapter: CPU time from an event of an HTTP API (version 2) to its result. */
import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median, shuffled, spread } from "./_statistics.ts";

const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
const ROUNDS = quick ? 5 : 15;
const INVOCATIONS = quick ? 5_000 : 20_000;
/** Before what is measured, so that the compiler is through. */
const WARM_UP = 10_000;
const OURS = "@tsgi/aws-lambda with fromExpress";
const contestants: Readonly<Record<string, string>> = {
  [OURS]: "tsgi.ts",
  "serverless-http": "serverless-http.ts",
  "@codegenie/serverless-express": "serverless-express.ts",
};

interface Reply {
  readonly result: { readonly statusCode: number; readonly body: string };
  /** Microseconds. */
  readonly cpu: number;
}

console.log(`Express on Lambda: ${ROUNDS} rounds of ${INVOCATIONS} invocations, Node ${process.version}`);
const children = new Map(
  Object.entries(contestants).map(([name, module]) => [
    name,
    fork(join(import.meta.dirname, "_lambda-child.ts"), [module]),
  ]),
);
try {
  const results = await Promise.all([...children.values()].map((child) => invoke(child, WARM_UP)));
  for (const { result } of results) {
    assert.equal(result.statusCode, 200);
    assert.equal(result.body, results[0]!.result.body);
  }
  const costs = new Map<string, number[]>([...children.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, child] of shuffled([...children])) {
      costs.get(name)!.push((await invoke(child, INVOCATIONS)).cpu / INVOCATIONS);
    }
  }
  const base = costs.get(OURS)!;
  for (const [name, values] of costs) {
    const ratios = values.map((value, round) => value / base[round]!);
    const cost = `${median(values).toFixed(2)} µs CPU/invocation ±${(spread(values) * 100).toFixed(1)} %`;
    console.log(`  ${name.padEnd(34)} ${cost}   ratio ${median(ratios).toFixed(3)}`);
  }
} finally {
  for (const child of children.values()) child.disconnect();
}

async function invoke(child: ChildProcess, times: number): Promise<Reply> {
  child.send({ times });
  const [reply] = (await once(child, "message")) as [Reply];
  return reply;
}
