/** Runs a fixture on a line of Node, with the test certificate. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificate } from "@tsgi/harness/certificate";
import { assertBuilt } from "@tsgi/harness/node-host";
import { nodeBinary, nodeLines, type NodeLine } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";
import { afterAll } from "vitest";

/** The sources on the Node that runs the tests, and what is built on each line. */
export const lines = ["source", ...nodeLines] as const;

/** @returns a function that runs `fixtures/<name>`: it gets the files of key and certificate, then the arguments */
export function fixtureOn(
  name: string,
): (line: NodeLine | "source", ...args: string[]) => Promise<ServerProcess> {
  assertBuilt(import.meta.dirname);
  const folder = mkdtempSync(join(tmpdir(), "tsgi-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const files = [join(folder, "key.pem"), join(folder, "cert.pem")] as const;
  writeFileSync(files[0], certificate.key);
  writeFileSync(files[1], certificate.cert);
  const fixture = join(import.meta.dirname, "fixtures", name);
  return async (line, ...args) => {
    if (line === "source") return ServerProcess.ofScript(fixture, ...files, ...args);
    return new ServerProcess(await nodeBinary(line), [fixture, ...files, ...args]);
  };
}
