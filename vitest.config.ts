/** The one test setup: packages are tested from source, through the condition "@tsgi/source". */
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["@tsgi/source", ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "scripts/test/**/*.test.ts"],
    allowOnly: false,
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
