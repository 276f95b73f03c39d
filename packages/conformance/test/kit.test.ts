/** Tests the kit itself: each deliberately broken host must fail the cases that detect it. */
import { AssertionError } from "node:assert";
import { once } from "node:events";
import net from "node:net";
import { serve } from "@tsgi/node";
import { describe, expect, test } from "vitest";
import { follow } from "../src/_follow.ts";
import { planOf } from "../src/_plan.ts";
import { Report } from "../src/_report.ts";
import { runCase, type RunningHost } from "../src/_run.ts";
import { suiteApplication } from "../src/app.ts";
import { cases } from "../src/cases/index.ts";
import { capabilities, type Case } from "../src/index.ts";
import { brokenHosts } from "./_broken-hosts.ts";
import type { Application } from "@tsgi/core";

const byId = new Map(cases.map((each) => [each.id, each]));
const impatient = { time: 700, caseTime: 4_000 };

describe("a broken host fails", () => {
  for (const { name, fails, layer } of brokenHosts) {
    for (const id of fails) {
      test(`${id}: one that ${name}`, async () => {
        await expect(run(caseOf(id), layer(suiteApplication()))).rejects.toSatisfy(isFinding);
      });
    }
  }

  test("any case: one that leaves a rejection unhandled", async () => {
    const unhandled: string[] = [];
    const suite = suiteApplication({ unhandled: () => unhandled });
    const app: Application = (environ, startResponse) => {
      if (environ.header("tsgi-case") === "call-once") unhandled.push("Error: unhandled");
      return suite(environ, startResponse);
    };
    await expect(run(caseOf("call-once"), app)).rejects.toThrow("not handled");
  });

  test("head-method-in-step: one that sends a body with HEAD", async () => {
    const outcome = behindProxy(caseOf("head-method-in-step"), (bytes) => bytes, "four");
    await expect(outcome).rejects.toSatisfy(isFinding);
  });

  for (const each of cases.filter(({ id }) => id.startsWith("ambiguous-"))) {
    test(`${each.id}: one that accepts it`, async () => {
      await expect(behindProxy(each, disambiguate)).rejects.toSatisfy(isFinding);
    });
  }
});

describe("the plan of a case", () => {
  const each: Case = { ...caseOf("call-once"), needs: ["trailers", "keepAlive"], faulty: true };

  test("is to pass if nothing is lacking", () => {
    expect(planOf(each, { fileBody: "no files" }, false).kind).toBe("pass");
  });

  test("is to fail if something is lacking", () => {
    expect(planOf(each, { trailers: "no API" }, false)).toMatchObject({
      kind: "fail",
      reason: "trailers: no API",
    });
  });

  test("is to leave out what cannot run, or breaks rules under a validator", () => {
    expect(planOf(each, { trailers: { cannotRun: "it hangs" } }, false).kind).toBe("leave-out");
    expect(planOf(each, {}, true).kind).toBe("leave-out");
  });
});

describe("a case that should fail", () => {
  const plan = { kind: "fail", lacking: ["trailers"], reason: "trailers: no API" } as const;

  test("is left out if it fails", async () => {
    const report = new Report("some host");
    await follow(caseOf("trailers"), plan, report, () => Promise.reject(new Error("no trailers")));
    expect(report.summary()).toBe("some host: 0 passed, 0 failed, 1 left out (trailers 1)");
  });

  test("fails if it passes: the gap has closed", async () => {
    const report = new Report("some host");
    const outcome = follow(caseOf("trailers"), plan, report, () => Promise.resolve());
    await expect(outcome).rejects.toThrow('lack trailers: remove it from "lacks"');
    expect(report.summary()).toBe("some host: 0 passed, 1 failed, 0 left out");
  });
});

describe("the report", () => {
  test("counts cases that were left out by capability", () => {
    const report = new Report("some host");
    report.add(caseOf("call-once"), "passed", { kind: "pass" });
    report.add(caseOf("hints"), "left-out", {
      kind: "fail",
      lacking: ["earlyHints"],
      reason: "earlyHints: no API",
    });
    expect(report.summary()).toBe("some host: 1 passed, 0 failed, 1 left out (earlyHints 1)");
  });
});

describe("the table of cases", () => {
  test("has unique ids in kebab-case, and every case proves something", () => {
    expect(byId.size).toBe(cases.length);
    for (const { id, proves } of cases) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(proves.length).toBeGreaterThan(0);
      for (const each of proves) expect(each).toMatch(/^[SWMXFNAPU]\d+$/);
    }
  });

  test("uses every capability", () => {
    expect(new Set(cases.flatMap(({ needs = [] }) => needs))).toEqual(new Set(Object.keys(capabilities)));
  });
});

/** Returns true if a check failed or timed out; false for a mistake in the sabotage itself. */
function isFinding(error: unknown): boolean {
  if (error instanceof AssertionError) return true;
  return (
    error instanceof Error &&
    /^(received nothing|invalid|the (case|connection|stream|body) )/.test(error.message)
  );
}

/** Turns an ambiguous request into a plain one, and keeps the bytes after it. */
function disambiguate(bytes: string): string {
  return bytes.replace(/(tsgi-run: [^\r]*\r\n)[^]*?\r\n\r\n(?=GET)/, "$1Content-Length: 0\r\n\r\n");
}

function caseOf(id: string): Case {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

async function run(each: Case, app: Application): Promise<void> {
  const host = await start(app);
  try {
    await runCase(each, host, impatient);
  } finally {
    await host.close();
  }
}

async function start(app: Application): Promise<RunningHost> {
  let log = "";
  const errors = { write: (text: string) => void (log += text), flush: () => {} };
  const server = await serve(app, { port: 0, signals: false, shutdownTimeout: 0, log: errors });
  return { url: server.url, close: () => server.close(), log: () => log };
}

/** Runs a case through a proxy that changes the client's bytes, and may add some to each answer to HEAD. */
async function behindProxy(each: Case, change: (bytes: string) => string, afterHead = ""): Promise<void> {
  const host = await start(suiteApplication());
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(new URL(host.url).port), "127.0.0.1");
    let isHead = false;
    client.on("data", (data) => {
      const bytes = change(data.toString("latin1"));
      isHead = bytes.startsWith("HEAD ");
      server.write(bytes, "latin1");
    });
    server.on("data", (data) => {
      client.write(data);
      if (isHead) client.write(afterHead);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on("close", () => other.destroy());
      one.on("error", () => other.destroy());
    }
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const { port } = proxy.address() as net.AddressInfo;
  try {
    await runCase(
      each,
      { url: `http://127.0.0.1:${port}/`, close: async () => {} },
      { ...impatient, time: 250 },
    );
  } finally {
    proxy.close();
    await host.close();
  }
}
