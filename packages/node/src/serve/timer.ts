/** The maximum of a timer in milliseconds, 24 days: a timer that is set for longer fires immediately. */
export const LONGEST_TIMER = 2_147_483_647;
