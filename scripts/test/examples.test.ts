/** Every example of the documentation: type-checked, and run. CONTRIBUTING.md says how an example is written. */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Application } from "@tsgi/core";
import { commandsOf, faultOf, programs } from "@tsgi/harness/commands";
import { allExamples, type Example } from "@tsgi/harness/example-sources";
import { copyToRun, preludesOf, writeExamples } from "@tsgi/harness/examples";
import { root } from "@tsgi/harness/generated";
import { needsRedis, startRedis, type RunningRedis } from "@tsgi/harness/redis";
import { closesByItself, runInWorkerd, runOnNode, runOnRuntime, type Asked } from "@tsgi/harness/run-example";
import { afterAll, beforeAll, describe, expect, test, vi, type TestContext } from "vitest";

const SUITE = "it registers the tests of a host; every adapter runs them";
/** Examples that cannot run, each with the reason. They are type-checked, and must fail when run, so that a needless entry is noticed. */
const cannotRun: Readonly<Record<string, string>> = {
  "packages/conformance/README.md#1": SUITE,
  "packages/conformance/README.md#3": SUITE,
  "packages/conformance/README.md#4": SUITE,
  "packages/conformance/src/index.ts#conformance": SUITE,
  "packages/conformance/src/start-program.ts#startProgram": SUITE,
};

/** Examples that need a request other than `GET /`, or fail it on purpose. */
const aForm: Asked = { init: { method: "POST", body: new URLSearchParams({ title: "A photo" }) } };
const asked: Readonly<Record<string, Asked>> = {
  "docs/middleware/form.md#1": aForm,
  "packages/middleware/src/form/form.ts#form": aForm,
};

const examples = allExamples();
const ofLanguage = (language: string): Example[] => examples.filter((each) => each.language === language);
const written = ofLanguage("ts");
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

test("every example has a unique id", () => {
  expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
});

test("blocks contain TypeScript, JSON, commands or plain text", () => {
  const languages = new Set(examples.map(({ language }) => language));
  expect([...languages].filter((language) => !["ts", "json", "sh", ""].includes(language))).toEqual([]);
});

test("JSON is read", () => {
  for (const { code } of ofLanguage("json")) expect(() => JSON.parse(code) as unknown).not.toThrow();
});

test("commands name existing scripts, packages and programs", () => {
  const commands = ofLanguage("sh").flatMap(({ code }) => commandsOf(code));
  expect(commands.flatMap((command) => faultOf(command) ?? [])).toEqual([]);
  const used = new Set(commands.map((command) => command.split(" ", 1)[0]));
  expect(Object.keys(programs).filter((program) => !used.has(program))).toEqual([]);
});

test("the exceptions above exist", () => {
  const ids = new Set(written.map(({ id }) => id));
  for (const id of [...Object.keys(cannotRun), ...Object.keys(asked)]) expect(ids).toContain(id);
});

test("the examples pass the strictest type check", async () => {
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

const titled = (isToRun: boolean): [string, Example][] =>
  written
    .filter(({ id }) => (cannotRun[id] === undefined) === isToRun)
    .map((example) => [example.id, example]);

describe("an example runs, and its exports respond", () => {
  test.each(titled(true))("%s", async (_id, example, context?: TestContext) => {
    if (usesRedis(example) && !hasRedis) return context?.skip("redis-server is not installed");
    await expect(prepareAndRun(example)).resolves.toBeUndefined();
  });
});

describe("an example that cannot run does not", () => {
  test.each(titled(false))("%s", async (id, example) => {
    const outcome = await prepareAndRun(example).then(
      () => `it runs, though "${cannotRun[id]}"`,
      () => "fails",
    );
    expect(outcome).toBe("fails");
  });
});

async function prepareAndRun(example: Example): Promise<void> {
  // A copy with its own preludes: examples do not affect each other through them.
  const file = copyToRun(folder, files.get(example)!);
  const { answerElsewhere, inBytes } = (await import(join(dirname(file), "examples/prelude.ts"))) as {
    answerElsewhere(url: URL): Response | undefined;
    inBytes: Application;
  };
  const own = fetch;
  vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return answerElsewhere(url) ?? own(input, init);
  });
  for (const [name, value] of Object.entries(variables(redis?.url))) vi.stubEnv(name, value);
  const cwd = process.cwd();
  process.chdir(folder);
  try {
    await run(example, file, inBytes);
  } finally {
    process.chdir(cwd);
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  }
}

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

async function run({ id, code }: Example, file: string, around: Application): Promise<void> {
  const how = asked[id] ?? {};
  const [, runtime] = /^packages\/(bun|deno)\//.exec(id) ?? [];
  if (runtime) return runOnRuntime(runtime as "bun" | "deno", file, how);
  if (/^export default toWorker\(/m.test(code))
    return runInWorkerd(file, preludesOf(id).includes("frameworks"), how);
  const count = await runOnNode(file, how, around);
  // What makes one of these has been asked, or asserts by itself; else the harness does not know the name.
  if (await closesByItself(file)) return;
  if (/^(?:export )?(?:const app|const handler|export default)|\bserve\(|\.listen\(/m.test(code))
    expect(count).toBeGreaterThan(0);
}
