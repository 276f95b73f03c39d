/** Checks, as far as the source shows it, that no test depends on the speed of the machine. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@tsgi/harness/generated";
import { expect, test } from "vitest";

const files = globSync(
  ["{packages,apps,internal}/*/test/**/*.ts", "scripts/test/**/*.ts", "packages/conformance/src/**/*.ts"],
  {
    cwd: root,
  },
).filter((file) => file !== "scripts/test/waiting.test.ts");

test.each([
  ["waits with vi.waitFor, whose default of a second is too short: use expect.poll", /\bvi\.waitFor\(/],
  ["sets its own deadline for expect.poll", /expect\s*\.poll\([^;]*?\{ (?:timeout|interval): \d/],
  ["limits a measured time", /expect\(\s*(?:performance|Date)\.now\(\) - \w+,?\s*\)\.toBeLessThan/],
])("no test %s", (_what, pattern) => {
  const found = files.filter((file) => pattern.test(readFileSync(join(root, file), "utf8")));
  expect(found).toEqual([]);
});
