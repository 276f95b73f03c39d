/** Milliseconds, 24 days: a timer that is set for longer fires at once. */
export const LONGEST_TIMER = 2_147_483_647;
