/** What an application has in front of it in production. */
import type { Contestant } from "./contestant.ts";

/** The modules come with the chains. */
export const chain: readonly Contestant[] = [];
