/** The same visits to the applications on each runtime, by the frameworks' own means; in workerd, with its own KV binding. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runningHost, ServerProcess } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeNotes, keepFiles, readAboutNotes, shopTogether } from "./_visits.ts";

interface Running {
  readonly url: string;
  close(): Promise<void>;
  log(): string;
}

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

const hosts: Readonly<Record<string, (directory: string) => Promise<Running>>> = {
  node: (directory) => runningHost(ServerProcess.ofScript(fixture("server.ts"), directory)),
  bun: async (directory) =>
    runningHost(await ServerProcess.onRuntime("bun", fixture("server.ts"), directory)),
  deno: async (directory) =>
    runningHost(await ServerProcess.onRuntime("deno", fixture("server.ts"), directory)),
  workerd: () => startWorkerd(fixture("worker.ts"), { nodejs: true, kv: ["STATE"] }),
};

describe.each(Object.keys(hosts))("applications on %s", (host) => {
  let running: Running;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tsgi-apps-"));
    running = await hosts[host]!(directory);
  });
  afterAll(async () => {
    await running?.close();
    await rm(directory, { recursive: true });
  });

  test("notes are created, changed under If-Match, paged through and deleted", async () => {
    await expect(changeNotes(running.url)).resolves.toBeUndefined();
  });

  test("notes are described, on a page too", async () => {
    await expect(readAboutNotes(running.url)).resolves.toBeUndefined();
  });

  test("the shop keeps sessions, accounts and orders; visitors at once see their own", async () => {
    await expect(shopTogether(running.url)).resolves.toBeUndefined();
  });

  test("files are kept in pieces, sent in ranges and deleted", async () => {
    await expect(keepFiles(running.url)).resolves.toBeUndefined();
  });

  test("nothing went wrong inside", () => {
    expect(running.log()).toBe("");
  });
});
