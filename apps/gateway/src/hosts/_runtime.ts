/** Hosts that are runtimes of their own: the command line runs itself again there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { runtimeBinary } from "@tsgi/harness/runtimes";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

const runtimes = {
  bun: ["--conditions=@tsgi/source", main],
  deno: ["run", "--allow-all", "--no-config", "--node-modules-dir=manual", "--conditions=@tsgi/source", main],
} as const;

/** Returns whether a host needs another runtime than the current one. */
export function isElsewhere(host: string): host is keyof typeof runtimes {
  return host in runtimes && process.versions[host] === undefined;
}

/** Runs the command line again in the host's runtime, which is fetched the first time; returns its exit code. */
export async function runThere(host: keyof typeof runtimes, args: readonly string[]): Promise<number> {
  const child = spawn(await runtimeBinary(host), [...runtimes[host], ...args], { stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
