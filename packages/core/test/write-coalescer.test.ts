import { WriteCoalescer } from "@tsgi/core/server";
import { afterEach, expect, test, vi } from "vitest";

const CHUNK = 16_384;
/** The number of chunks that count as bulk. */
const MUCH = 4;

let now = 1_000;
vi.spyOn(performance, "now").mockImplementation(() => now);

afterEach(() => void (now = 1_000));

/** Whether it is bulk after each of some chunks that take so many milliseconds. */
function seen(coalescer: WriteCoalescer, times: readonly number[], size = CHUNK): boolean[] {
  return times.map((time) => {
    now += time;
    coalescer.add(size);
    return coalescer.coalesces;
  });
}

/** One that was asked for its first chunk. */
function asked(): WriteCoalescer {
  const coalescer = new WriteCoalescer();
  coalescer.chunkRequested();
  return coalescer;
}

test("64 KiB that are there at once are bulk", () => {
  expect(seen(asked(), [0, 0, 0, 0, 0])).toEqual([false, false, false, true, true]);
  expect(seen(asked(), Array(8).fill(1), CHUNK / 2).indexOf(true)).toBe(2 * MUCH - 1);
});

test("it takes four chunks to show it, however large they are", () => {
  expect(seen(asked(), [0, 0, 0, 0], 1_048_576)).toEqual([false, false, false, true]);
});

test("a chunk that was computed or waited for ends it, until there is as much again", () => {
  const coalescer = asked();
  seen(coalescer, Array(MUCH).fill(0));
  expect(seen(coalescer, [5, 0, 0, 0, 0])).toEqual([false, false, false, false, true]);
  expect(seen(coalescer, [5, 5, 5, 5, 5])).not.toContain(true);
});

test("a body that was not asked for yet counts as slow", () => {
  const coalescer = new WriteCoalescer();
  coalescer.add(CHUNK);
  expect(coalescer.isSlow).toBe(true);
  coalescer.add(CHUNK);
  expect(coalescer.isSlow).toBe(false);
});

test("time that the host waits does not count as the body's", () => {
  const coalescer = asked();
  seen(coalescer, Array(MUCH).fill(0));
  const resume = coalescer.requesting(() => coalescer.add(CHUNK));
  now += 1_000;
  resume();
  expect(coalescer.coalesces).toBe(true);
  now += 1_000;
  coalescer.add(CHUNK);
  expect(coalescer.coalesces).toBe(false);
});
