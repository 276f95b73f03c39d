import type { Contestant } from "./contestants/contestant.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/** Selects the scenarios and contestants of a run. */
export interface Selection {
  readonly contestants: readonly Contestant[];
  readonly scenarios: readonly Scenario[];
}

/**
 * A word is the id of a scenario, part of a contestant's id, or the name of its group. Named scenarios and contestants limit
 * each other; contestants include the controls of their groups, since costs are compared with these.
 *
 * @throws if a word is neither
 */
export function select(
  words: readonly string[],
  contestants: readonly Contestant[],
  scenarios: readonly Scenario[],
): Selection {
  const named = scenarios.filter(({ id }) => words.includes(id));
  const others = words.filter((word) => !scenarios.some(({ id }) => id === word));
  for (const word of others) {
    if (contestants.some((contestant) => holds(contestant, word))) continue;
    const ids = [...scenarios, ...contestants].map(({ id }) => id).join(", ");
    throw new Error(`there is no scenario or contestant ${JSON.stringify(word)}; there are: ${ids}`);
  }
  const chosen = contestants.filter((contestant) => others.some((word) => holds(contestant, word)));
  const isWanted = (contestant: Contestant): boolean =>
    others.length === 0 ||
    chosen.includes(contestant) ||
    (contestant.kind === "control" && chosen.some(({ group }) => group === contestant.group));
  return {
    contestants: contestants.filter(isWanted),
    scenarios: named.length === 0 ? scenarios : named,
  };
}

function holds({ id, group }: Contestant, word: string): boolean {
  return id.includes(word) || group === word;
}
