import { superLinear, superLinearInChunks } from "@tsgi/harness/linear";
import { describe, expect, it } from "vitest";
import { chunkReaders } from "./_chunk-readers.ts";
import { parsers } from "./_parsers.ts";

describe("client input takes linear time", () => {
  it.each(parsers)("$name", async (parser) => {
    expect(await superLinear(parser)).toEqual([]);
  });

  it.each(chunkReaders)("$name, in chunks of one byte", async (reader) => {
    expect(await superLinearInChunks(reader)).toEqual([]);
  });
});
