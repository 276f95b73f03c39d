import type { Hits } from "./store.ts";

/**
 * Returns the number of requests in a sliding window: those of the current window, and those of the previous one by the
 * fraction that the window covers.
 */
export function usedOf({ current, previous }: Hits, now: number, window: number): number {
  return current + previous * (1 - partOf(now, window));
}

/** Returns the seconds until the end of the current window, at least 1. */
export function secondsLeft(now: number, window: number): number {
  return Math.max(1, Math.ceil((1 - partOf(now, window)) * window));
}

/**
 * Returns the seconds, rounded up, until the next request passes, if no other one is counted before.
 *
 * @param hits the counts after the last request
 * @param now milliseconds since the epoch
 * @param window seconds
 */
export function secondsToPass(hits: Hits, limit: number, now: number, window: number): number {
  const toNext = (1 - partOf(now, window)) * window;
  const inThis = shareFor(hits.current, hits.previous, limit);
  // Once the next window starts, the current one is the previous one.
  const exact =
    inThis <= 1
      ? inThis * window - (window - toNext)
      : toNext + Math.min(1, Math.max(0, shareFor(0, hits.current, limit))) * window;
  let seconds = Math.max(1, Math.ceil(exact));
  // Rounding may make it a second too short; the count itself decides what passes.
  while (!passes(hits, limit, now, window, seconds)) seconds++;
  return seconds;
}

/**
 * Returns the fraction of a window that must have passed for one more request to stay within `limit`; above 1 if never in
 * it.
 */
function shareFor(current: number, previous: number, limit: number): number {
  const room = limit - current - 1;
  if (room < 0) return current === 0 ? 1 : Infinity;
  return previous <= room ? 0 : 1 - room / previous;
}

function passes(hits: Hits, limit: number, now: number, window: number, seconds: number): boolean {
  const then = now + seconds * 1000;
  const windows = Math.floor(then / 1000 / window) - Math.floor(now / 1000 / window);
  if (windows >= 2) return true; // the window covers none of these counts, and every limit is 1 or more
  const next =
    windows === 0
      ? { current: hits.current + 1, previous: hits.previous }
      : { current: 1, previous: hits.current };
  return usedOf(next, then, window) <= limit;
}

/** Returns the fraction of the window that has passed: 0 to 1. */
function partOf(now: number, window: number): number {
  return (now / 1000 / window) % 1;
}
