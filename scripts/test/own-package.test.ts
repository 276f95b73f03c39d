import { describe, expect, test } from "vitest";
import { faultOfImport } from "../lint/own-package.ts";

describe("tsgi/own-package", () => {
  test.each([
    ["packages/hono/test/conformance.test.ts", "../../bun/test/_lacks.ts"],
    ["packages/hono/test/conformance.test.ts", "../../../scripts/_runtimes.ts"],
    ["packages/hono/test/conformance.test.ts", "../../../internal/harness/src/programs/runtimes.ts"],
    ["packages/express/src/index.ts", "../../node/src/index.ts"],
    ["packages/express/src/index.ts", "@tsgi/node/src/_input.ts"],
    ["packages/express/src/index.ts", "@tsgi/fetch/test/_limits.ts"],
    ["apps/gateway/test/fixtures/server.ts", "../../../bench/src/main.ts"],
    ["scripts/gen-errors.ts", "../packages/core/src/errors.ts"],
    ["vitest.config.ts", "./internal/harness/src/kits/lacks.ts"],
  ])("%s may not import %s", (file, specifier) => {
    expect(faultOfImport(file, specifier)).toMatch(/leaves|is private/);
  });

  test.each([
    ["packages/hono/test/conformance.test.ts", "../src/index.ts"],
    ["packages/hono/test/fixtures/suite.ts", "../../src/index.ts"],
    ["packages/hono/test/conformance.test.ts", "@tsgi/harness/lacks"],
    ["packages/hono/src/index.ts", "hono/test/x"],
    ["apps/gateway/test/apps/fixtures/server.ts", "../../../src/storage.ts"],
    ["scripts/gen-spec.ts", "./spec/page.ts"],
    ["scripts/test/own-package.test.ts", "../lint/own-package.ts"],
  ])("%s may import %s", (file, specifier) => {
    expect(faultOfImport(file, specifier)).toBeUndefined();
  });
});
