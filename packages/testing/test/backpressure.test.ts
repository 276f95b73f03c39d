import { createClient } from "@tsgi/testing";
import { describe, expect, test } from "vitest";

const TEXT = [["content-type", "text/plain"]] as const;

describe("backpressure", () => {
  test.each(["for…of", "for await"])(
    "a chunk of the body is requested when the reader requests it, %s",
    async (kind) => {
      const pulled: number[] = [];
      function* counting(): Generator<string> {
        for (let i = 0; i < 3; i++) {
          pulled.push(i);
          yield String(i);
        }
      }
      async function* countingLater(): AsyncGenerator<string> {
        yield* counting();
      }
      await using client = createClient((_, startResponse) => {
        startResponse(200, TEXT);
        return kind === "for…of" ? counting() : countingLater();
      });
      const iterator = (await client.get("/")).body[Symbol.asyncIterator]();
      const seen: unknown[] = [[...pulled]];
      for (let i = 0; i < 4; i++) {
        await iterator.next();
        seen.push([...pulled]);
      }
      // The head arrives with the first chunk, so that one has been pulled.
      expect(seen).toEqual([[0], [0], [0, 1], [0, 1, 2], [0, 1, 2]]);
    },
  );

  test("a chunk of a streamed request body is requested when the application requests it", async () => {
    const given: number[] = [];
    const body = (async function* () {
      for (let i = 0; ; i++) {
        given.push(i);
        yield String(i);
      }
    })();
    await using client = createClient(async ({ input }, startResponse) => {
      const iterator = input[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.next();
      await iterator.return?.();
      startResponse(200, TEXT);
      return "enough";
    });
    expect(await (await client.post("/", { body })).text()).toBe("enough");
    expect(given).toEqual([0, 1]);
  });

  test("three concurrent reads get three chunks in order", async () => {
    await using client = createClient((_, startResponse) => {
      startResponse(200, TEXT);
      return ["a", "b", "c"].values();
    });
    const iterator = (await client.get("/")).body[Symbol.asyncIterator]();
    const steps = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
    expect(steps.map(({ value }) => value && String.fromCharCode(...value))).toEqual([
      "a",
      "b",
      "c",
      undefined,
    ]);
  });
});
