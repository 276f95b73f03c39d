import type { Plan } from "./_plan.ts";
import type { Report } from "./_report.ts";
import type { Case } from "./case.ts";

/**
 * Runs a case as planned and reports it. Rejects if a case fails that should pass, or passes although it should fail: remove
 * a closed gap from `lacks`.
 */
export async function follow(
  each: Case,
  plan: Exclude<Plan, { kind: "leave-out" }>,
  report: Report,
  run: () => Promise<void>,
): Promise<void> {
  const failure = await run().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (plan.kind === "pass") {
    report.add(each, failure ? "failed" : "passed", plan, failure?.error);
    if (failure) throw failure.error;
  } else if (failure) {
    report.add(each, "left-out", plan);
  } else {
    const message = `passes, although the host is declared to lack ${plan.lacking.join(" and ")}: remove it from "lacks"`;
    report.add(each, "failed", plan, message);
    throw new Error(`[tsgi/conformance] ${each.id} ${message}`);
  }
}
