import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "@tsgi/harness/generated";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

interface Manifest {
  readonly private?: boolean;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Outside of the repository: no folder above has its packages. */
let into: string;

beforeAll(() => {
  into = mkdtempSync(join(tmpdir(), "tsgi-new-host-"));
  cpSync(join(root, "tsconfig.base.json"), join(into, "tsconfig.base.json"));
});
afterAll(() => rmSync(into, { recursive: true }));

function run(file: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ["--conditions=@tsgi/source", file, ...args], { encoding: "utf8" });
}

const newHost = (...args: string[]): SpawnSyncReturns<string> =>
  run(join(root, "scripts/new-host.ts"), "--into", into, ...args);
const tool = (file: string, ...args: string[]): SpawnSyncReturns<string> =>
  run(join(root, "node_modules", file), ...args);
const read = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8")) as Manifest;

/** Finds a package of this repository by its name. */
const folderOf = (name: string): string => join(root, "packages", name.slice("@tsgi/".length));

/** Links a package into the node_modules beside the written one. */
function link(name: string, target: string): void {
  const path = join(into, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

describe("writes a host that, outside of this repository,", () => {
  let folder: string;
  let written: SpawnSyncReturns<string>;
  let needed: string[];

  beforeAll(() => {
    written = newHost("some-host");
    folder = join(into, "packages/some-host");
    const { dependencies, devDependencies } = read(join(folder, "package.json"));
    link("@tsgi/some-host", folder);
    link("@types/node", join(root, "node_modules/@types/node"));
    needed = Object.keys({ ...dependencies, ...devDependencies });
    for (const name of needed) link(name, folderOf(name));
  });

  test("needs published packages alone", () => {
    expect(written).toMatchObject({ status: 0, stderr: "" });
    expect(needed.filter((name) => read(join(folderOf(name), "package.json")).private)).toEqual([]);
  });

  test("compiles, with its tests", () => {
    const project = join(folder, "tsconfig.test.json");
    const settings = { extends: "./tsconfig.json", compilerOptions: { types: ["node"] } };
    writeFileSync(project, JSON.stringify({ ...settings, include: ["src", "test"] }));
    for (const file of [folder, project]) {
      const { status, stdout } = tool("typescript/bin/tsc", "-p", file);
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    }
    rmSync(project);
  });

  test("is formatted", () => {
    const formatted = tool("oxfmt/bin/oxfmt", "--config", join(root, ".oxfmtrc.json"), "--check", folder);
    expect(formatted).toMatchObject({ status: 0, stdout: expect.stringMatching(/ on 7 files/) });
  });

  test("answers", () => {
    const program = `
      import { toSomeHost } from ${JSON.stringify(join(folder, "src/index.ts"))};
      const handler = toSomeHost((environ, start) => (start(200, []), environ.server.name));
      console.log(await (await handler(new Request("http://host.test/"), undefined)).text());`;
    const args = ["--conditions=@tsgi/source", "--input-type=module", "--eval", program];
    expect(spawnSync(process.execPath, args, { encoding: "utf8" }).stdout).toBe("some-host\n");
  });

  test("runs the conformance suite, as far as the line that starts the host", () => {
    const config = join(root, "vitest.config.ts");
    const { status, stdout, stderr } = tool("vitest/vitest.mjs", "run", "--root", into, "--config", config);
    expect(status).toBe(1);
    expect(stdout + stderr).toContain("start Some Host with this handler here: ");
  });

  test("has a page", () => {
    const page = readFileSync(join(into, "docs/hosts/some-host.md"), "utf8");
    expect(page).toMatch(/^# Some Host\n/);
    expect(page).not.toMatch(/toFetch/);
  });
});

test("overwrites nothing", () => {
  newHost("twice");
  expect(newHost("twice")).toMatchObject({
    status: 1,
    stderr: "new:host: packages/twice already exists\n",
  });
});

test.each([[], ["Fastly"], ["../core"], ["a", "b"], [""]])("refuses the name %j", (...names) => {
  expect(newHost(...names)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^new:host: usage: /) });
});
