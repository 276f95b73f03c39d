import { capabilities, type Capability } from "./capabilities.ts";
import type { Case } from "./case.ts";

/** Why a host lacks a capability; `cannotRun` where the cases that need it cannot even be tried. */
export type Lack = string | { readonly cannotRun: string };
export type Lacks = Readonly<Partial<Record<Capability, Lack>>>;

/** What is to be done with a case. */
export type Plan =
  | { readonly kind: "pass" }
  /** It must fail: a gap that closes is to be noticed. */
  | { readonly kind: "fail"; readonly lacking: readonly Capability[]; readonly reason: string }
  | { readonly kind: "leave-out"; readonly lacking: readonly Capability[]; readonly reason: string };

/** What a suite over HTTP/2 lacks by itself. */
export function lacksOf(lacks: Lacks, http2: boolean): Lacks {
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
  const lacking = (case_.needs ?? []).filter((name) => lacks[name] !== undefined);
  if (lacking.length === 0) return { kind: "pass" };
  const reasons = lacking.map((name) => lacks[name]!);
  const reason = lacking.map((name, i) => `${name}: ${textOf(reasons[i]!)}`).join("; ");
  const kind = reasons.some((lack) => typeof lack === "object") ? "leave-out" : "fail";
  return { kind, lacking, reason };
}

function textOf(lack: Lack): string {
  return typeof lack === "string" ? lack : lack.cannotRun;
}
