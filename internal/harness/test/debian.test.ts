import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hasCommand, needsDebian } from "../src/programs/debian.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("needsDebian", () => {
  test("returns true if the program is installed", () => {
    expect(needsDebian("a suite", "nodejs", () => hasCommand("node"))).toBe(true);
  });

  test("names the suite and the package if it is missing, and stores the line for the end", () => {
    const folder = mkdtempSync(join(tmpdir(), "tsgi-debian-"));
    vi.stubEnv("CI", "");
    vi.stubEnv("TSGI_LEFT_OUT", join(folder, "left-out.txt"));
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    expect(needsDebian("a suite", "no-such", () => hasCommand("no-such-command"))).toBe(false);
    const line = "left out: a suite; to run it: apt-get install no-such";
    expect(print).toHaveBeenCalledWith(line);
    expect(readFileSync(join(folder, "left-out.txt"), "utf8")).toBe(`${line}\n`);
    rmSync(folder, { recursive: true });
  });

  test("fails under CI if it is missing", () => {
    vi.stubEnv("CI", "true");
    expect(() => needsDebian("a suite", "no-such", () => false)).toThrow(/apt-get install no-such/);
  });
});
