import type { Application } from "@tsgi/core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { follow } from "./_follow.ts";
import { lacksOf, planOf, type Lacks, type Plan } from "./_plan.ts";
import { Report } from "./_report.ts";
import { CASE_TIME, WAIT_TIME, runCase, type RunningHost, type RunOptions } from "./_run.ts";
import { suiteApplication } from "./app.ts";
import type { Case } from "./case.ts";
import { cases } from "./cases/index.ts";

export type { CaseName, Lack, Lacks } from "./_plan.ts";
export { fetchLacks, responseLacks } from "./lacks.ts";
export type { RunningHost } from "./_run.ts";
export { startProgram, type RunningProgram } from "./start-program.ts";
export { capabilities, type Capability } from "./capabilities.ts";
export type { Case, CaseClient } from "./case.ts";

/** Options for running the suite against a host. */
export interface ConformanceOptions extends RunOptions {
  /**
   * Capabilities that the host lacks, each with the reason; a single case is named `case:` and its id. The cases that need
   * one are left out; they still run and must fail, so that a closed gap is noticed. `{ cannotRun: reason }` prevents that.
   */
  readonly lacks?: Lacks;
  /** Wraps the suite's application, to run all cases again under a validator. Default: none. */
  readonly validate?: (app: Application) => Application;
}

/** Maximum time of a wait, in milliseconds, in a case that should fail: the event never happens. */
const FAIL_TIME = 500;

/** Starts a host with the application; a host that runs elsewhere serves `@tsgi/conformance/app` itself. */
export type StartHost = (app: Application) => RunningHost | Promise<RunningHost>;

/**
 * Registers a test for each case, for a host on its real runtime. With the environment variable
 * TSGI_CONFORMANCE_REPORT the results are also written to that folder, one JSON file per host.
 *
 * @param name the host's name in test titles and in the report
 * @example
 * conformance("node", async (app) => serve(app, { port: 0 }), { lacks: { methodCase: "llhttp has a fixed list" } });
 */
export function conformance(name: string, start: StartHost, options: ConformanceOptions = {}): void {
  const { validate = (app: Application) => app, time = WAIT_TIME, caseTime = CASE_TIME } = options;
  const lacks = lacksOf(options.lacks ?? {}, options.http2 ?? false, cases);
  const report = new Report(name);

  describe(`${name}: conformance`, () => {
    const unhandled: string[] = [];
    const note = (failure: unknown): void => void unhandled.push(String(failure));
    let host: RunningHost | undefined;

    beforeAll(async () => {
      process.on("unhandledRejection", note);
      process.on("uncaughtException", note);
      host = await start(validate(suiteApplication({ unhandled: () => unhandled })));
    });

    afterAll(async () => {
      process.off("unhandledRejection", note);
      process.off("uncaughtException", note);
      process.stdout.write(`${report.summary()}\n`);
      const folder = process.env["TSGI_CONFORMANCE_REPORT"];
      if (folder) await report.write(folder);
      await host?.close();
    });

    for (const each of cases) {
      const plan = planOf(each, lacks, options.validate !== undefined);
      // The time covers the case and the checks after it. The case contains the assertions.
      // oxlint-disable-next-line vitest/expect-expect
      test(`${titleOf(each, plan)}`, { timeout: 2 * caseTime }, async (context) => {
        if (plan.kind === "leave-out") {
          report.add(each, "left-out", plan);
          return context.skip(plan.reason);
        }
        const limits = plan.kind === "fail" ? { ...options, time: Math.min(time, FAIL_TIME) } : options;
        await follow(each, plan, report, () => runCase(each, host!, limits));
      });
    }
  });
}

function titleOf({ id, title, proves }: Case, plan: Plan): string {
  const text = `${id}: ${title} (${proves.join(" ")})`;
  return plan.kind === "fail" ? `left out, ${plan.reason}: ${text}` : text;
}
