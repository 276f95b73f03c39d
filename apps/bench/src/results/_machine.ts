import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { runtimeVersion } from "@tsgi/harness/runtimes";
import type { Contestant } from "../contestants/contestant.ts";
import type { Machine } from "./results.ts";

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]!.model,
    cores: cpus().length,
    memory: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
  };
}

/** Returns the versions of the contestants' runtimes and of the packages that they name; ours are those of this repository. */
export function versionsOf(contestants: readonly Contestant[]): Record<string, string> {
  const versions: Record<string, string> = { node: process.version.slice(1) };
  for (const { runtime, packages } of contestants) {
    if (runtime !== "node") versions[runtime] = runtimeVersion(runtime);
    for (const name of packages) if (!name.startsWith("@tsgi/")) versions[name] = versionOf(name);
  }
  return versions;
}

function versionOf(name: string): string {
  const file = join(import.meta.dirname, "../../node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
