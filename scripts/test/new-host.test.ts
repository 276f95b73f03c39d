import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "@tsgi/harness/generated";
import { afterAll, beforeAll, expect, it } from "vitest";

/** Below the root, so that imports resolve in its node_modules. */
let into: string;

beforeAll(() => {
  const cache = join(root, ".turbo");
  mkdirSync(cache, { recursive: true });
  into = mkdtempSync(join(cache, "new-host-"));
  cpSync(join(root, "tsconfig.base.json"), join(into, "tsconfig.base.json"));
});
afterAll(() => rmSync(into, { recursive: true }));

function run(file: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ["--conditions=@tsgi/source", file, ...args], { encoding: "utf8" });
}

const newHost = (...args: string[]): SpawnSyncReturns<string> =>
  run(join(root, "scripts/new-host.ts"), "--into", into, ...args);

it("writes a host that compiles, is formatted, and answers", () => {
  expect(newHost("some-host")).toMatchObject({ status: 0, stderr: "" });
  const folder = join(into, "packages/some-host");
  const { status, stdout } = run(join(root, "node_modules/typescript/bin/tsc"), "-p", folder);
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  // Formatted outside of the repository: what git ignores is ignored by the formatter too.
  const elsewhere = mkdtempSync(join(tmpdir(), "new-host-"));
  cpSync(folder, elsewhere, { recursive: true });
  const format = ["--config", join(root, ".oxfmtrc.json"), "--check", elsewhere];
  const formatted = run(join(root, "node_modules/oxfmt/bin/oxfmt"), ...format);
  rmSync(elsewhere, { recursive: true });
  expect(formatted).toMatchObject({ status: 0, stdout: expect.stringMatching(/ on 7 files/) });
  const answered = spawnSync(
    process.execPath,
    [
      "--conditions=@tsgi/source",
      "--input-type=module",
      "--eval",
      `import { toSomeHost } from ${JSON.stringify(join(folder, "src/index.ts"))};
       const handler = toSomeHost((environ, start) => (start(200, []), environ.server.name));
       console.log(await (await handler(new Request("http://host.test/"), undefined)).text());`,
    ],
    { encoding: "utf8" },
  );
  expect(answered.stdout).toBe("some-host\n");
  const page = readFileSync(join(into, "docs/hosts/some-host.md"), "utf8");
  expect(page).toMatch(/^# Some Host\n/);
  expect(page).not.toMatch(/toFetch/);
});

it("overwrites nothing", () => {
  newHost("twice");
  expect(newHost("twice")).toMatchObject({
    status: 1,
    stderr: "new:host: packages/twice already exists\n",
  });
});

it.each([[], ["Fastly"], ["../core"], ["a", "b"], [""]])("refuses the name %j", (...names) => {
  expect(newHost(...names)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^new:host: usage: /) });
});
