import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeBinary, nodeLines, runtimeBinary } from "@tsgi/harness/runtimes";
import { expect, test } from "vitest";

const run = promisify(execFile);
const fixture = join(import.meta.dirname, "fixtures/requests.mjs");
const built = join(import.meta.dirname, "../dist/index.js");

async function outcomesOn(platform: string): Promise<unknown> {
  if (!existsSync(built)) throw new Error("[tsgi/fetch] the packages are not built: run `pnpm build` first");
  const line = nodeLines.find((name) => platform === `Node ${name}`);
  const binary =
    line === undefined ? await runtimeBinary(platform as "bun" | "deno") : await nodeBinary(line);
  const options =
    platform === "deno" ? ["run", "--allow-all", "--no-config", "--node-modules-dir=manual"] : [];
  const { stdout } = await run(binary, [...options, fixture]);
  return JSON.parse(stdout);
}

const works = {
  copied: 'POST /p 2 "body"',
  forwarded: 'POST 1 "body"',
  cloned: '"body""body"',
  read: '"body"',
  streamed: '"body"',
  inspected: "true",
  headers: "1 1 true",
  light: "light",
};

/** Where a light Request is not taken by `new Request`: the platform keeps its state in private fields. */
const PRIVATE = new Set(["Node 24", "Node 26"]);

test.each([...nodeLines.map((line) => `Node ${line}`), "bun", "deno"])(
  "both kinds of Request under node:http on %s",
  async (platform) => {
    const copied = PRIVATE.has(platform) ? 500 : works.copied;
    const expected = Object.entries(works).flatMap(([name, outcome]) => [
      [`platform ${name}`, outcome],
      [`light ${name}`, name === "copied" ? copied : outcome],
    ]);
    expect(await outcomesOn(platform)).toEqual({ ...Object.fromEntries(expected), globals: true });
  },
);
