import { concat } from "@tsgi/core/server";
import { describe, expect, it } from "vitest";
import { superLinear, superLinearInChunks } from "../src/analysis/linear.ts";

const gather = async (chunks: readonly Uint8Array[]): Promise<unknown> =>
  chunks.reduce((all, chunk) => concat([all, chunk], all.length + 1), new Uint8Array());
const makeErrors = (text: string): unknown => text.split("").map((each) => new Error(each).message);

describe("superLinear", () => {
  it.each([
    [
      "an expression that looks at a run anew from each of its places",
      (text: string) => /[\t ]+$/.test(text),
    ],
    [
      "a list that is copied with each element",
      (text: string) => text.split(",").reduce((all, each) => [...all, each], [""]),
    ],
  ])("finds %s", async (_, parse) => {
    expect(await superLinear({ name: "", parse, units: [" ", ","] })).not.toEqual([]);
  });

  it("finds chunks that are copied anew with each", async () => {
    expect(await superLinearInChunks({ name: "", read: gather })).not.toEqual([]);
  });

  it("lets pass what is linear and slow", async () => {
    expect(await superLinear({ name: "", parse: makeErrors, units: ["a"] })).toEqual([]);
  });
});
