/** Bun, Deno and workerd: the handler of the host by hand, and ours. */
import type { Contestant } from "./contestant.ts";

export const runtimes: readonly Contestant[] = [
  row("bun-native", "Bun.serve by hand", "bun", "control", []),
  row("tsgi-bun", "@tsgi/bun", "bun", "tsgi", ["@tsgi/bun"]),
  row("deno-native", "Deno.serve by hand", "deno", "control", []),
  row("tsgi-deno", "@tsgi/deno", "deno", "tsgi", ["@tsgi/deno"]),
  row("workerd-native", "a Worker by hand", "workerd", "control", []),
  row("tsgi-workerd", "@tsgi/cloudflare-workers", "workerd", "tsgi", ["@tsgi/cloudflare-workers"]),
  row("hono-workerd-native", "Hono", "workerd", "framework", ["hono"]),
  row("tsgi-hono-workerd", "@tsgi/hono, TSGI in Hono", "workerd", "tsgi", ["@tsgi/hono", "hono"]),
];

function row(
  id: string,
  name: string,
  host: "bun" | "deno" | "workerd",
  kind: Contestant["kind"],
  packages: readonly string[],
): Contestant {
  return { id, name, group: host, kind, runtime: host, module: `${id}.ts`, scenarios: ["text"], packages };
}
