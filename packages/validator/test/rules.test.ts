import { describe, expect, test } from "vitest";
import { rules, topics } from "@tsgi/validator";
import { applicationScenarios } from "./_application-scenarios.ts";
import { environScenarios } from "./_environ-scenarios.ts";
import { brokenRules } from "./_support.ts";
import { serverScenarios } from "./_server-scenarios.ts";

const scenarios = { ...environScenarios, ...serverScenarios, ...applicationScenarios };

describe("the rules", () => {
  test("have unique ids in kebab case", () => {
    const ids = rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });

  test("state their demand in one sentence", () => {
    for (const { says } of topics.flatMap((topic) => topic.rules)) expect(says).toMatch(/^[`A-Za-z].*\.$/);
  });

  test("each have a pair of scenarios", () => {
    expect(Object.keys(scenarios).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
  });
});

describe.each(rules.map(({ id, says }) => [id, says] as const))("%s: %s", (id) => {
  test("is broken, and no other", async () => {
    expect(await brokenRules(scenarios[id]!.breaks)).toEqual([id]);
  });

  test("is followed by a similar scenario", async () => {
    expect(await brokenRules(scenarios[id]!.keeps)).toEqual([]);
  });
});
