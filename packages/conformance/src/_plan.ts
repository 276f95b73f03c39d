import { capabilities, type Capability } from "./capabilities.ts";
import type { Case } from "./case.ts";

/** The reason that a host lacks a capability; `cannotRun` if the cases that need it cannot even be tried. */
export type Lack = string | { readonly cannotRun: string };

/** A single case, if no capability is as narrow as a host's limit: `case:` and its id. */
export type CaseName = `case:${string}`;
export type Lacks = Readonly<Partial<Record<Capability | CaseName, Lack>>>;

/** The plan for a case: run it, expect it to fail, or leave it out. */
export type Plan =
  | { readonly kind: "pass" }
  /** It must fail, so that a closed gap is noticed. */
  | { readonly kind: "fail"; readonly lacking: readonly (Capability | CaseName)[]; readonly reason: string }
  | {
      readonly kind: "leave-out";
      readonly lacking: readonly (Capability | CaseName)[];
      readonly reason: string;
    };

/**
 * Returns everything that a host lacks; over HTTP/2 that includes the capabilities of HTTP/1.
 *
 * @throws if an unknown case is named
 */
export function lacksOf(lacks: Lacks, http2: boolean, cases: readonly Case[]): Lacks {
  for (const name of Object.keys(lacks)) {
    const isKnown = name in capabilities || cases.some(({ id }) => name === `case:${id}`);
    if (!isKnown) throw new Error(`[tsgi/conformance] lacks: there is no capability or case ${name}`);
  }
  if (!http2) return lacks;
  const names = Object.keys(capabilities) as Capability[];
  const implied = names.filter((name) => "http1" in capabilities[name]);
  return { ...Object.fromEntries(implied.map((name) => [name, "HTTP/1 only"])), ...lacks };
}

export function planOf(case_: Case, lacks: Lacks, isValidated: boolean): Plan {
  if (isValidated && case_.faulty) {
    return {
      kind: "leave-out",
      lacking: [],
      reason: "it breaks the contract on purpose, which the validator reports",
    };
  }
  const names = [...(case_.needs ?? []), `case:${case_.id}` as const];
  const lacking = names.filter((name) => lacks[name] !== undefined);
  if (lacking.length === 0) return { kind: "pass" };
  const reasons = lacking.map((name) => lacks[name]!);
  const reason = lacking.map((name, i) => `${name}: ${textOf(reasons[i]!)}`).join("; ");
  const kind = reasons.some((lack) => typeof lack === "object") ? "leave-out" : "fail";
  return { kind, lacking, reason };
}

function textOf(lack: Lack): string {
  return typeof lack === "string" ? lack : lack.cannotRun;
}
