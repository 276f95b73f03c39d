import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** Node's own modules that a process has loaded after it imported this and did nothing more. */
function loadedBy(...specifiers: string[]): string[] {
  const lines = specifiers.map((specifier) => `import ${JSON.stringify(specifier)};`);
  const tell = "process.stdout.write(JSON.stringify(process.moduleLoadList));";
  const args = ["--conditions=@tsgi/source", "--input-type=module", "--eval", lines.join("") + tell];
  const output = execFileSync(process.execPath, args, {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
  });
  return JSON.parse(output) as string[];
}

describe("importing", () => {
  /** Each takes milliseconds of every cold start, `node:http` by an import more than all else together. */
  const costly = ["http", "cluster", "internal/deps/undici/undici"].map((name) => `NativeModule ${name}`);

  test("loads all of them with node:http, so that this would show it", () => {
    expect(loadedBy("node:http", "node:cluster")).toEqual(expect.arrayContaining(costly));
  });

  for (const specifier of ["@tsgi/node", "@tsgi/node/from", "@tsgi/node/adapter"]) {
    test(`${specifier} loads no node: module that is not needed yet`, () => {
      const loaded = loadedBy(specifier);
      expect(costly.filter((name) => loaded.includes(name))).toEqual([]);
    });
  }
});
