/** Tests that what a package reads from clients takes linear time. Each package lists its parsers in `test/linear.test.ts`. */
import type { Body, Environ, Input } from "@tsgi/core";
import { createEnviron, type EnvironOptions } from "@tsgi/testing";
import { describe, expect, test } from "vitest";
import {
  superLinear,
  superLinearInChunks,
  type ChunkReader,
  type Frame,
  type Parser,
} from "../analysis/linear.ts";

export type { ChunkReader, Frame, Parser };

/** Registers a test for each parser, and for each reader of what arrives in chunks. */
export function linearTests(parsers: readonly Parser[], chunkReaders: readonly ChunkReader[] = []): void {
  describe("what clients send takes linear time", () => {
    test.each(parsers)("$name", async (parser) => {
      expect(await superLinear(parser)).toEqual([]);
    });

    test.each(chunkReaders)("$name, in chunks of one byte", async (reader) => {
      expect(await superLinearInChunks(reader)).toEqual([]);
    });
  });
}

/** Makes a request with this target, header and body: what one field holds may be in any other. */
export function environOf(options: EnvironOptions): Environ {
  return createEnviron(options);
}

/** Calls an application, and waits for its body. */
export async function ask(
  app: (environ: Environ, startResponse: () => void) => unknown,
  environ: Environ,
): Promise<void> {
  await (app(environ, () => {}) as Body | Promise<Body>);
}

/** Sets what a field begins with before its runs count. */
export const FRAMES_OF: Readonly<Record<string, readonly Frame[]>> = {
  authorization: [
    (run) => `Basic ${run}`,
    (run) => `Bearer ${run}`,
    (run) => `Bearer a.${run}`,
    (run) => `Digest a="${run}`,
  ],
  range: [(run) => `bytes=${run}`, (run) => `bytes=0-1,${run}`],
  cookie: [(run) => `a=${run}`, (run) => `session="${run}"`],
  forwarded: [(run) => `for=${run}`, (run) => `for="${run}"`, (run) => `for="${run}`],
  traceparent: [(run) => `00-${"1".repeat(32)}-${"1".repeat(16)}-01-${run}`],
  host: [(run) => `a:${run}`, (run) => `[${run}]`],
  "x-forwarded-prefix": [(run) => `/${run}`, (run) => `/a${run}b`],
  "x-forwarded-for": [(run) => `${run},192.0.2.1`, (run) => `[${run}]`],
};

/** Yields the chunks, one by one. */
export async function* iterate(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** Returns both ways to read an input: whole, and chunk by chunk. */
export function input(name: string, inputOf: (chunks: readonly Uint8Array[]) => Input): ChunkReader[] {
  return [
    { name: `${name}, whole`, read: (chunks) => inputOf(chunks).bytes({ limit: Infinity }) },
    {
      name: `${name}, chunk by chunk`,
      async read(chunks) {
        for await (const _ of inputOf(chunks));
      },
    },
  ];
}
