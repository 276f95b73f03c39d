import { programs } from "../programs/programs.ts";
import type { Contestant } from "./contestant.ts";
import { growing } from "./growth.ts";

/** Adds scenarios to those in a contestant's own list. */
export function withMore(contestant: Contestant): Contestant {
  const { id, group, scenarios } = contestant;
  const more: string[] = growing.has(id) ? ["growth-headers", "growth-connections"] : [];
  if (programs.has(id)) {
    if (group.startsWith("aws-lambda")) more.push("cold-lambda");
    if (group === "node" || group === "frameworks") more.push("cold-node");
    more.push("size");
  }
  return { ...contestant, scenarios: [...scenarios, ...more] };
}
