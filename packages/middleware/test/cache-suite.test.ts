import { join } from "node:path";
import { startWorkerd } from "@tsgi/harness/workerd";
import { serve } from "@tsgi/node";
import { toLambda } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { left, leftByHost } from "./support/cache-suite-exceptions.ts";
import { runSuiteCase, suiteCases } from "./support/cache-suite.ts";
import { app, restore } from "./fixtures/cache-suite.ts";

interface Served {
  readonly url: string;
  close(): unknown;
}

/** The reason of each case that is not passed on a host. */
function reasonsOn(host: string): ReadonlyMap<string, string> {
  const all = Object.entries({ ...left, ...leftByHost[host] });
  return new Map(all.flatMap(([reason, ids]) => ids.map((id) => [id, reason])));
}

const worker = join(import.meta.dirname, "fixtures/cache-suite-worker.ts");

const hosts: [string, () => Promise<Served>][] = [
  ["node", () => serve(app, { port: 0 })],
  ["aws-lambda", () => serveLocally(toLambda(app) as never, { port: 0 })],
  ["workerd", () => startWorkerd(worker, { nodejs: true })],
];

describe.each(hosts)("http-cache-tests on %s", (host, start) => {
  const reasons = reasonsOn(host);
  let server: Served;
  beforeAll(async () => {
    vi.spyOn(console, "log").mockImplementation(() => {}); // the suite's own
    server = await start();
  });
  afterAll(async () => {
    await server?.close();
    restore();
    vi.restoreAllMocks();
  });

  test.each(suiteCases.map((suiteCase) => [suiteCase.kind ?? "required", suiteCase.id, suiteCase] as const))(
    "%s: %s",
    async (_kind, id, suiteCase) => {
      const failure = await runSuiteCase(suiteCase, server.url);
      // One that is listed with a reason has to fail, every other one to pass.
      const outcome = failure === undefined ? "passed" : reasons.has(id) ? "listed" : failure;
      expect(outcome).toBe(reasons.has(id) ? "listed" : "passed");
    },
  );
});

test("lists cases that there are, each once", () => {
  const ids = [left, ...Object.values(leftByHost)].flatMap((table) => Object.values(table).flat());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !suiteCases.some((suiteCase) => suiteCase.id === id))).toEqual([]);
});
