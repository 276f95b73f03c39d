/** Test setup for all packages, which are tested from source, through the condition "@tsgi/source". */
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** Milliseconds. */
const DEADLINE = 300_000;

const conditions = ["@tsgi/source", ...defaultServerConditions];

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
    // Deadlines only stop hanging tests: a loaded machine takes many times as long as an idle one.
    testTimeout: DEADLINE,
    hookTimeout: 2 * DEADLINE,
    expect: { poll: { timeout: DEADLINE / 5 } },
  },
});
