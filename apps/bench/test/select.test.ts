import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { select } from "../src/_select.ts";
import { contestants } from "../src/contestants/index.ts";
import { scenarios } from "../src/scenarios/index.ts";

const SERVERS = join(import.meta.dirname, "../src/servers");

const chosen = (...words: string[]) => {
  const selection = select(words, contestants, scenarios);
  return {
    contestants: selection.contestants.map(({ id }) => id),
    scenarios: selection.scenarios.map(({ id }) => id),
  };
};

describe("what is measured", () => {
  test("is everything if nothing is named", () => {
    expect(chosen().contestants).toHaveLength(contestants.length);
    expect(chosen().scenarios).toHaveLength(scenarios.length);
  });

  test("is what is named, and the control of its group", () => {
    const { contestants: ids, scenarios: of } = chosen("srvx-fast", "text");
    expect(of).toEqual(["text"]);
    expect(ids).toContain("srvx-fast");
    expect(ids).toContain("node-http");
    expect(ids).not.toContain("hattip");
  });

  test("is an error for an unknown name", () => {
    expect(() => chosen("no-such")).toThrow(/"no-such"; there are: text, /);
  });
});

describe("contestants", () => {
  test("have unique ids, and existing modules and scenarios", () => {
    expect(new Set(contestants.map(({ id }) => id)).size).toBe(contestants.length);
    expect(contestants.filter(({ module }) => !existsSync(join(SERVERS, module)))).toEqual([]);
    for (const { scenarios: ids, cannot = {} } of contestants) {
      for (const id of [...ids, ...Object.keys(cannot)]) expect(scenarios.map((one) => one.id)).toContain(id);
    }
  });
});
