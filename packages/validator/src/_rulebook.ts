import { TsgiError, type ErrorLog } from "@tsgi/core";
import { TSGI_RULE } from "@tsgi/core/errors";
import { sides, type Phase, type Phases, type Rule, type RuleOf } from "./rule.ts";
import type { Violation } from "./validate.ts";

/** Holds the rules for one validated application, grouped by phase once, and reports its violations. */
export class Rulebook {
  readonly #byPhase = new Map<Phase, Rule[]>();
  readonly #collect: ((violation: Violation) => void) | undefined;
  readonly #warned = new Set<Rule>();

  constructor(rules: readonly Rule[], collect: ((violation: Violation) => void) | undefined) {
    this.#collect = collect;
    for (const rule of rules) {
      const phase = this.#byPhase.get(rule.applies) ?? [];
      phase.push(rule);
      this.#byPhase.set(rule.applies, phase);
    }
  }

  /**
   * Checks every rule of a phase. Returns true if no rule of level error is broken.
   *
   * @param log receives warnings, unless they are collected
   * @throws TSGI_RULE at the first error, unless violations are collected
   */
  check<P extends Phase>(phase: P, context: Phases[P], log: ErrorLog | undefined): boolean {
    return this.#check(phase, context, log, (error) => {
      throw error;
    });
  }

  /** Does the same when there is no caller to throw to: the error goes to the log. */
  checkLate<P extends Phase>(phase: P, context: Phases[P], log: ErrorLog): void {
    this.#check(phase, context, log, (error) => log.write(`${error.message}\n`));
  }

  #check<P extends Phase>(
    phase: P,
    context: Phases[P],
    log: ErrorLog | undefined,
    raise: (error: TsgiError) => void,
  ): boolean {
    let legal = true;
    for (const rule of (this.#byPhase.get(phase) ?? []) as (Rule & RuleOf<P>)[]) {
      const seen = rule.check(context);
      if (seen === undefined) continue;
      if (rule.level === "error") legal = false;
      const violation = violationOf(rule, seen);
      if (this.#collect !== undefined) this.#collect(violation);
      else if (rule.level === "error") raise(violation.error);
      else this.#warn(violation, log);
    }
    return legal;
  }

  #warn({ rule, error }: Violation, log: ErrorLog | undefined): void {
    if (log === undefined || this.#warned.has(rule)) return;
    this.#warned.add(rule);
    log.write(`${error.message}\n`);
  }
}

function violationOf(rule: Rule, seen: string): Violation {
  const side = sides[rule.applies];
  const error = new TsgiError(TSGI_RULE, `${rule.id}, by the ${side}: "${rule.says}" Seen: ${seen}`);
  return { rule, side, seen, error };
}
