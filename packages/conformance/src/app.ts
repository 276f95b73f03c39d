import { asApplication, createKey, type Application, type Body, type Environ } from "@tsgi/core";
import { runOf, type Run } from "./_journal.ts";
import { tracked } from "./_track.ts";
import { cases } from "./cases/index.ts";

/** Additional facts that the host's process reports. */
export interface SuiteOptions {
  /** Returns the unhandled rejections and exceptions since the process started. Default: none. */
  readonly unhandled?: () => readonly string[];
}

/**
 * Creates the application that a host under test serves, with all cases. The header `tsgi-case` selects the case, so that the
 * request target stays free; `tsgi-run` separates runs. It does not import anything from a host.
 *
 * @example
 * await serve(suiteApplication(), { port: 0 });
 */
export function suiteApplication(options: SuiteOptions = {}): Application {
  const applications = new Map(cases.map(({ id, app }) => [id, asApplication(app)]));
  let startups = 0;
  // A function with `arguments`: a case checks their number.
  const suite: Application = function (environ, startResponse) {
    const name = environ.header("tsgi-case") ?? "";
    const run = runOf(environ);
    if (name === "journal") {
      startResponse(200, [["content-type", "application/json"]]);
      return JSON.stringify(run.snapshot(options.unhandled?.() ?? []));
    }
    if (name === "release") {
      run.gate(environ.header("tsgi-gate")!).open();
      startResponse(204, []);
      return null;
    }
    const application = applications.get(name);
    if (application === undefined) {
      startResponse(404, [["content-type", "text/plain; charset=utf-8"]]);
      return `There is no case ${JSON.stringify(name)}.`;
    }
    run.calls++;
    run.argumentCount = arguments.length;
    run.startups = startups;
    const mine = stamp(environ, run);
    const body = application(environ, startResponse);
    if (body !== null && typeof body === "object" && "then" in body && typeof body.then === "function") {
      return body.then((settled: Body) => {
        if (environ.get(stampKey) !== mine)
          run.problems.push("another request replaced a value of the environ");
        return tracked(settled, run);
      });
    }
    return tracked(body as Body, run);
  };
  suite.startup = () => void startups++;
  return suite;
}

const stampKey = createKey<object>("conformance.stamp");

/** A new environ must not contain a value or property of another request. */
function stamp(environ: Environ & { conformanceStamp?: object }, run: Run): object {
  if (environ.get(stampKey) !== undefined) run.problems.push("a value of another request was in the environ");
  if (environ.conformanceStamp !== undefined)
    run.problems.push("a property of another request was in the environ");
  const mine = {};
  environ.set(stampKey, mine);
  environ.conformanceStamp = mine;
  return mine;
}
