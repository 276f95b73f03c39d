/** Every example of the documentation: type-checked, and run. CONTRIBUTING.md says how an example is written. */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { allExamples, type Example } from "../_example-sources.ts";
import { copyToRun, preludesOf, writeExamples } from "../_examples.ts";
import { root } from "../_generated.ts";
import { needsRedis, startRedis, type RunningRedis } from "../_redis.ts";
import { runInWorkerd, runOnNode, runOnRuntime, type Asked } from "../_run-example.ts";

/** Not run, each with the reason; all of TypeScript are type-checked. */
const SUITE = "it registers the tests of a host; every adapter runs them";
const notRun: Readonly<Record<string, string>> = {
  "packages/conformance/README.md#1": SUITE,
  "packages/conformance/README.md#3": SUITE,
  "packages/conformance/src/index.ts#conformance": SUITE,
};

/** Examples that want another request than `GET /`, or answer it by a failure on purpose. */
const aForm: Asked = { init: { method: "POST", body: new URLSearchParams({ title: "A photo" }) } };
const asked: Readonly<Record<string, Asked>> = {
  "docs/middleware/form.md#1": aForm,
  "packages/middleware/src/form.ts#form": aForm,
};

const examples = allExamples();
const written = examples.filter(({ language }) => language === "ts");
const hasRedis = needsRedis("examples that use Redis");
const usesRedis = ({ code }: Example): boolean => code.includes("REDIS_URL");
let folder: string;
let files: ReadonlyMap<Example, string>;
let redis: RunningRedis | undefined;

beforeAll(async () => {
  ({ folder, files } = writeExamples(written));
  if (hasRedis) redis = await startRedis();
});
afterAll(async () => {
  await redis?.close();
  rmSync(folder, { recursive: true });
});

test("every example has an id of its own", () => {
  expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
});

test("only TypeScript, commands and plain text stand in blocks", () => {
  expect(new Set(examples.map(({ language }) => language))).toEqual(new Set(["", "sh", "ts"]));
});

test("what is not run, and what is asked otherwise, is there", () => {
  const ids = new Set(written.map(({ id }) => id));
  for (const id of [...Object.keys(notRun), ...Object.keys(asked)]) expect(ids).toContain(id);
});

test("the examples are type-checked, as strictly as a user may", async () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, "-p", folder, "--pretty", "false"], { cwd: folder }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  const places = new Map([...files].map(([example, file]) => [basename(file), example]));
  const told = output.replaceAll(/^([^\s(]+)\((\d+),/gm, (_all, file: string, line: string) => {
    const example = places.get(file);
    return example ? `${example.file}:${example.line + Number(line) - 2} (` : `${file}(${line},`;
  });
  expect(told).toBe("");
});

describe("runs", () => {
  test.each(
    written.filter(({ id }) => notRun[id] === undefined).map((example) => [example.id, example] as const),
  )("%s", async (id, example) => {
    if (usesRedis(example) && !hasRedis) return;
    // A copy, with preludes of its own: what one example does to them is not seen by another.
    const file = copyToRun(folder, files.get(example)!);
    const how = asked[id] ?? {};
    const { answerElsewhere, inBytes } = (await import(
      join(dirname(file), "examples/prelude.ts")
    )) as typeof import("../examples/prelude.ts");
    const own = fetch;
    vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
      const url = new URL(input instanceof Request ? input.url : input);
      return answerElsewhere(url) ?? own(input, init);
    });
    for (const [name, value] of Object.entries(variables(redis?.url))) vi.stubEnv(name, value);
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      await run(id, example.code, file, how, inBytes);
    } finally {
      process.chdir(cwd);
      vi.unstubAllGlobals();
      vi.unstubAllEnvs();
    }
  });
});

/** The environment variables that examples read. */
function variables(redisUrl = ""): Record<string, string> {
  const password = "correct horse battery staple";
  return {
    ANNS_PASSWORD: password,
    BILLING_KEY: password,
    SESSION_SECRET: `${password} too`,
    REDIS_URL: redisUrl,
    SECRET: password,
  };
}

async function run(
  id: string,
  code: string,
  file: string,
  how: Asked,
  around: Parameters<typeof runOnNode>[2],
): Promise<void> {
  const [, runtime] = /^packages\/(bun|deno)\//.exec(id) ?? [];
  if (runtime) return runOnRuntime(runtime as "bun" | "deno", file, how);
  if (/^export default toWorker\(/m.test(code))
    return runInWorkerd(file, preludesOf(id).includes("frameworks"), how);
  const count = await runOnNode(file, how, around);
  const { registered } = (await import(join(dirname(file), "examples/testing.ts"))) as {
    registered: Promise<void>[];
  };
  await Promise.all(registered.splice(0));
  if (/^(?:export )?(?:const app|const handler|export default)|\bserve\(|\.listen\(/m.test(code))
    expect(count).toBeGreaterThan(0);
}
