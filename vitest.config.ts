/** The one test setup: packages are tested from source, through the condition "@tsgi/source". */
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Milliseconds. */
const DEADLINE = 300_000;

const conditions = ["@tsgi/source", ...defaultServerConditions];

/** Starts with the files that take longest, so that no worker has one left at the end: vitest knows their sizes alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      /\/(?:conformance|linear|loss|round-trip)\b[^/]*$/.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
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
    // Deadlines only bound what hangs: a loaded machine takes many times as long as an idle one.
    testTimeout: DEADLINE,
    hookTimeout: 2 * DEADLINE,
    expect: { poll: { timeout: DEADLINE / 5 } },
  },
});
