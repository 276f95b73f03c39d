/** Proves how far a streamed body is pulled ahead of the reader of the Response. */
import { toFetch } from "@tsgi/fetch";
import { expect, test } from "vitest";

const CHUNK = new Uint8Array(16_384);
/** The number of chunks that count as bulk. */
const BULK = 4;

/** A body of so many chunks, which counts what was pulled, and the reader of the response that it becomes. */
async function pulled(chunks: number, beforeEach?: () => void) {
  const seen = { pulled: 0, closed: 0 };
  const handler = toFetch((_environ, startResponse) => {
    startResponse(200, []);
    return (function* () {
      try {
        while (seen.pulled < chunks) {
          beforeEach?.();
          seen.pulled++;
          yield CHUNK;
        }
      } finally {
        seen.closed++;
      }
    })();
  });
  const response = await handler(new Request("http://h.example/"), undefined);
  return { seen, reader: response.body!.getReader() };
}

test("until a body has shown that it is bulk, a chunk is pulled when one was asked for [S55]", async () => {
  const { seen, reader } = await pulled(100);
  for (let read = 1; read <= BULK; read++) {
    await reader.read();
    expect(seen.pulled).toBe(read);
  }
  await reader.cancel();
  expect(seen.closed).toBe(1);
});

test("of bulk, 64 KiB are pulled together and no more [S55]", async () => {
  const { seen, reader } = await pulled(4_096);
  let most = 0;
  let read = 0;
  while (!(await reader.read()).done) most = Math.max(most, seen.pulled - ++read);
  expect([read, most]).toEqual([4_096, BULK - 1]);
});

test("what was bulk and is slow is pulled chunk by chunk again [S56]", async () => {
  let slow = false;
  const { seen, reader } = await pulled(100_000, () => {
    if (slow) for (const end = performance.now() + 5; performance.now() < end;);
  });
  let read = 0;
  const next = async (): Promise<number> => {
    const { done } = await reader.read();
    expect(done).toBe(false);
    return seen.pulled - ++read;
  };
  while ((await next()) < BULK - 1);
  slow = true;
  // What it has yielded already comes first.
  while ((await next()) > 0);
  for (let i = 0; i < 3 * BULK; i++) expect(await next()).toBe(0);
  await reader.cancel();
});

test("a reader may want several chunks at once", async () => {
  const { seen, reader } = await pulled(100);
  const steps = await Promise.all(Array.from({ length: 101 }, () => reader.read()));
  expect(steps.filter(({ done }) => !done)).toHaveLength(100);
  expect(seen.closed).toBe(1);
});
