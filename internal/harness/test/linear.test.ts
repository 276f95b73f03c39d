import { concat } from "@tsgi/core/server";
import { describe, expect, test } from "vitest";
import { superLinear, superLinearInChunks } from "../src/analysis/linear.ts";

const gather = async (chunks: readonly Uint8Array[]): Promise<unknown> =>
  chunks.reduce((all, chunk) => concat([all, chunk], all.length + 1), new Uint8Array());
const makeErrors = (text: string): unknown => text.split("").map((each) => new Error(each).message);

describe("superLinear", () => {
  test.each([
    ["an expression that rescans a run from each of its positions", (text: string) => /[\t ]+$/.test(text)],
    [
      "a list that is copied for each element",
      (text: string) => text.split(",").reduce((all, each) => [...all, each], [""]),
    ],
  ])("finds %s", async (_, parse) => {
    expect(await superLinear({ name: "", parse, units: [" ", ","] })).not.toEqual([]);
  });

  test("finds chunks that are copied again for each chunk", async () => {
    expect(await superLinearInChunks({ name: "", read: gather })).not.toEqual([]);
  });

  test("accepts slow linear code", async () => {
    expect(await superLinear({ name: "", parse: makeErrors, units: ["a"] })).toEqual([]);
  });
});
