import { expect, test, vi } from "vitest";
import { Bulk } from "../src/_bulk.ts";

const CHUNK = 16_384;

/** What becomes of chunks that take so many milliseconds each. */
function fates(times: readonly number[], size = CHUNK): boolean[] {
  let now = 1_000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  try {
    const bulk = new Bulk();
    return times.map((time) => {
      bulk.asks();
      now += time;
      bulk.add(size);
      return bulk.holds;
    });
  } finally {
    clock.mockRestore();
  }
}

test("chunks that are there at once are held, after some", () => {
  expect(fates([0, 0, 0, 0])).toEqual([false, true, true, true]);
  expect(fates([0, 0, 0, 0], CHUNK / 2)).toEqual([false, false, true, true]);
});

test("a chunk that was computed or waited for is not, nor are those after it until there are as many again", () => {
  expect(fates([0, 0, 5, 0, 0])).toEqual([false, true, false, true, true]);
  expect(fates([5, 5, 5, 5])).toEqual([false, false, false, false]);
});

test("what the host waited for is no time of the body's", () => {
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  try {
    const bulk = new Bulk();
    bulk.add(2 * CHUNK);
    expect(bulk.holds).toBe(true);
    const resume = bulk.asking(() => bulk.add(CHUNK));
    now += 1_000;
    resume();
    expect(bulk.holds).toBe(true);
    now += 1_000;
    bulk.add(CHUNK);
    expect(bulk.holds).toBe(false);
  } finally {
    clock.mockRestore();
  }
});

test("others have a turn after half a mebibyte", () => {
  const bulk = new Bulk();
  bulk.add(524_287);
  expect(bulk.endsTurn()).toBe(false);
  bulk.add(1);
  expect([bulk.endsTurn(), bulk.endsTurn()]).toEqual([true, false]);
});
