import { describe, expect, test } from "vitest";
import { regexesIn, slownessOf } from "../src/analysis/regexes.ts";

describe("regexesIn", () => {
  test("finds literals and calls in code, but not in comments or strings", () => {
    const text = `// /a+$/
      const a: RegExp = /b+$/i; const text = "/c+$/";
      const d = new RegExp("d+$", "g"), e = RegExp("e"), f = new RegExp(text), g = new RegExp("g", text);`;
    expect(
      regexesIn("a.ts", text).map(({ line, pattern }) => [line, pattern?.source, pattern?.flags]),
    ).toEqual([
      [2, "b+$", "i"],
      [3, "d+$", "g"],
      [3, "e", ""],
      [3, undefined, undefined],
      [3, undefined, undefined],
    ]);
  });
});

describe("slownessOf", () => {
  test.each(["a+$", "^[\\t ]*(.*?)[\\t ]*$", "[\\t ]*,[\\t ]*", "^(a+)+$", "^(?:\\d+\\.?\\d+)x$"])(
    "reports that %s is slow",
    (source) => {
      expect(slownessOf({ source, flags: "" })).toMatch(/polynomial|exponential/);
    },
  );

  test.each(["^a+$", "^[^=;]*=[^;]*;", "\\r\\n[\\t ]+", '^"(?:[^"\\\\]|\\\\.)*"$'])(
    "reports that %s is linear",
    (source) => {
      expect(slownessOf({ source, flags: "" })).toBeUndefined();
    },
  );
});
