import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { RunningHost } from "./_run.ts";

/** A host that runs in a process of its own: its log is what the process writes to standard error. */
export type RunningProgram = RunningHost & { log(): string };

/**
 * Starts a program that serves `suiteApplication` of `@tsgi/conformance/app` and prints its URL as its first line: for a host
 * that is a runtime of its own, not a library for Node.
 *
 * @param command the program: `process.execPath`, `deno`, a path
 * @throws when the program ends before it has printed a line, with what it wrote to standard error
 * @example
 * conformance("my-host", () => startProgram("my-runtime", ["test/fixtures/suite.ts"]));
 */
export async function startProgram(command: string, args: readonly string[] = []): Promise<RunningProgram> {
  let log = "";
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = once(child, "close");
  const failed = ended.then(([code]) => {
    throw new Error(`[tsgi/conformance] ${command} exited with ${code} before it printed a URL: ${log}`);
  });
  const [line] = (await Promise.race([once(createInterface(child.stdout), "line"), failed])) as [string];
  failed.catch(() => {}); // it has printed its URL: that it ends later is what close() waits for
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return { url: line, log: () => log, close };
}
