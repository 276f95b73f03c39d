import type { Contestant } from "./contestants/contestant.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/** What of everything is to be measured. */
export interface Selection {
  readonly contestants: readonly Contestant[];
  readonly scenarios: readonly Scenario[];
}

/**
 * A word is the id of a scenario, or a part of a contestant's id or of its group's name. Scenarios and contestants that are
 * named limit each other; with contestants come the controls of their groups, since costs are compared with theirs.
 *
 * @throws when a word is neither
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
    throw new Error(`There is nothing of the name ${JSON.stringify(word)}; there is: ${ids}`);
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
