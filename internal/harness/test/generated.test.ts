import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { root, writeOrCheck } from "../src/documentation/generated.ts";

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

describe("writeOrCheck with --check", () => {
  test("accepts a current file", () => {
    const license = readFileSync(join(root, "LICENSE"), "utf8");
    expect(writeOrCheck({ LICENSE: license }, ["--check"])).toEqual([]);
    expect(process.exitCode).toBeUndefined();
  });

  test("names a file that is not current, and sets the exit code", () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    expect(writeOrCheck({ LICENSE: "no", "no/such.md": "" }, ["--check"])).toEqual(["LICENSE", "no/such.md"]);
    expect(print).toHaveBeenCalledWith("LICENSE is not current");
    expect(process.exitCode).toBe(1);
  });
});
