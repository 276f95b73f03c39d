/** Collects proofs of requirements: rules of the validator, cases of the conformance suite, unit tests. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "@tsgi/conformance/cases";
import { root } from "@tsgi/harness/generated";
import { rules } from "@tsgi/validator";

/** A proof in Markdown: a rule or case by its id, a test by package and file. */
export type Proof = string;

/** Ids of other lists that cases and tests also name: Plack's suite, and issues reported by users of other adapters. */
const OTHER_LIST = /^(?:P(?:[1-9]|[12]\d|3[0-6])|U(?:[1-9]|1\d|2\d))$/;

/**
 * Collects proofs by requirement id.
 *
 * @throws if a proof names an unknown id
 */
export function proofsById(known: ReadonlySet<string>): Map<string, Proof[]> {
  const byId = new Map<string, Proof[]>();
  const strangers: string[] = [];
  for (const [id, proof] of [...ofRules(), ...ofCases(), ...ofTests()]) {
    if (known.has(id)) byId.set(id, [...new Set([...(byId.get(id) ?? []), proof])]);
    else if (!OTHER_LIST.test(id)) strangers.push(`${id} (${proof})`);
  }
  if (strangers.length > 0)
    throw new Error(`[tsgi/scripts] there are no such requirements: ${strangers.join(", ")}`);
  return byId;
}

type Named = readonly [id: string, proof: Proof];

function ofRules(): Named[] {
  return rules.flatMap(({ id, proves }) => proves.map((proved) => [proved, `rule \`${id}\``] as const));
}

function ofCases(): Named[] {
  return cases.flatMap(({ id, proves }) => proves.map((proved) => [proved, `case \`${id}\``] as const));
}

/** Titles name requirements in brackets: `test("throws the same error back [S47]")`. */
function ofTests(): Named[] {
  const files = globSync(["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts"], {
    cwd: root,
  }).toSorted();
  return files.flatMap((file) => {
    const text = existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "";
    const proof = `test \`${file.replace(/^(?:packages|apps)\/([^/]+)\/test\/(.*)\.test\.ts$/, "$1/$2")}\``;
    return [...text.matchAll(/\[([A-Z]\d{1,2})\]/g)].map((match) => [match[1]!, proof] as const);
  });
}
