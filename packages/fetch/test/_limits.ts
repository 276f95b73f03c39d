/** Limits of a host that are narrower than any capability: single cases of the suite, by their ids. */
import type { Lack, Lacks } from "@tsgi/conformance";
import { cases } from "@tsgi/conformance/cases";

/**
 * Adds single cases to what a host lacks, as if each needed a capability of its own name: like every lacking case they
 * run and must fail.
 *
 * @throws when no case has the id
 */
export function withLimits(lacks: Lacks, limits: Readonly<Record<string, Lack>>): Lacks {
  const all: Record<string, Lack> = { ...lacks };
  for (const [id, reason] of Object.entries(limits)) {
    const found = cases.find((each) => each.id === id);
    if (found === undefined) throw new Error(`there is no case ${id}`);
    const name = `case:${id}`; // the name of a case may be that of a capability
    const needs: readonly string[] = found.needs ?? [];
    if (!needs.includes(name)) Object.assign(found, { needs: [...needs, name] });
    all[name] = reason;
  }
  return all;
}

/** What no host of fetch handlers has: the standard has no words for it (WHATWG Fetch). */
export const fetchLacks: Lacks = {
  earlyHints: "a fetch handler returns one Response, and nothing before it",
  trailers: "a Response has no trailers",
  fileBody: "the bridge knows no files",
  rawFields: "Headers are sorted by name, and duplicates are joined",
  fieldCase: "Headers are in lower case",
};
