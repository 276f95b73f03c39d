/** Test setup for all packages, which are tested from source, through the condition "@tsgi/source". */
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Milliseconds. */
const DEADLINE = 300_000;

const conditions = ["@tsgi/source", ...defaultServerConditions];

/** Matches the files that take longest: vitest knows their sizes alone, and those of the conformance suite are of 3 lines. */
const LONG = /\/(?:conformance|linear|loss|round-trip)\b[^/]*$/;

const isShort = ({ moduleId }: TestSpecification): number => Number(!LONG.test(moduleId));

/** Starts with the longest files, so that no worker has one left at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- vitest's method of this name, which returns another array
    return (await super.sort(files)).toSorted((a, b) => isShort(a) - isShort(b));
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "apps/*/test/**/*.test.ts",
      "internal/*/test/**/*.test.ts",
      "scripts/test/**/*.test.ts",
    ],
    allowOnly: false,
    // Vitest's own default leaves one core to itself, which on two is half of the machine; most files wait for other processes.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    // Deadlines only stop hanging tests: a loaded machine takes many times as long as an idle one.
    testTimeout: DEADLINE,
    hookTimeout: 2 * DEADLINE,
    expect: { poll: { timeout: DEADLINE / 5 } },
  },
});
