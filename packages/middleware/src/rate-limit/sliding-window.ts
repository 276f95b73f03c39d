import type { Hits } from "./store.ts";

/** How many requests a sliding window counts: those of the window that runs, and of the one before the part in reach. */
export function usedOf({ current, previous }: Hits, now: number, window: number): number {
  return current + previous * (1 - partOf(now, window));
}

/** Seconds to the end of the window that runs, at least 1. */
export function secondsLeft(now: number, window: number): number {
  return Math.max(1, Math.ceil((1 - partOf(now, window)) * window));
}

/**
 * Returns the seconds, rounded up, after which the next request passes, if no other one is counted until then.
 *
 * @param hits the counts after the last request
 * @param now milliseconds since the epoch
 * @param window seconds
 */
export function secondsToPass(hits: Hits, limit: number, now: number, window: number): number {
  const toNext = (1 - partOf(now, window)) * window;
  const inThis = shareFor(hits.current, hits.previous, limit);
  // Once the next window runs, the present one is the one before.
  const exact =
    inThis <= 1
      ? inThis * window - (window - toNext)
      : toNext + Math.min(1, Math.max(0, shareFor(0, hits.current, limit))) * window;
  let seconds = Math.max(1, Math.ceil(exact));
  // Rounding of fractions may leave it a second short; what passes is told by the count itself.
  while (!passes(hits, limit, now, window, seconds)) seconds++;
  return seconds;
}

/** The part of a window that has to have passed for one more request to count at most `limit`; above 1 for never in it. */
function shareFor(current: number, previous: number, limit: number): number {
  const room = limit - current - 1;
  if (room < 0) return current === 0 ? 1 : Infinity;
  return previous <= room ? 0 : 1 - room / previous;
}

function passes(hits: Hits, limit: number, now: number, window: number, seconds: number): boolean {
  const then = now + seconds * 1000;
  const windows = Math.floor(then / 1000 / window) - Math.floor(now / 1000 / window);
  if (windows >= 2) return true; // nothing of these counts is in reach, and every limit is 1 or more
  const next =
    windows === 0
      ? { current: hits.current + 1, previous: hits.previous }
      : { current: 1, previous: hits.current };
  return usedOf(next, then, window) <= limit;
}

/** The part of the window that has passed: 0 to 1. */
function partOf(now: number, window: number): number {
  return (now / 1000 / window) % 1;
}
