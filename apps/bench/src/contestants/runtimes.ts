/** Bun, Deno and workerd: the host's handler by hand, ours, and peers with an adapter for the host. */
import type { Contestant } from "./contestant.ts";

const scenarios = ["text", "json", "echo", "hash", "whole", "chunks", "events"];

export const runtimes: readonly Contestant[] = [
  row("bun-native", "Bun.serve by hand", "bun", "control", []),
  row("tsgi-bun", "@tsgi/bun", "bun", "tsgi", ["@tsgi/bun"]),
  row("hono-bun", "Hono", "bun", "peer", ["hono"]),
  row("srvx-bun", "srvx", "bun", "peer", ["srvx"]),
  row("deno-native", "Deno.serve by hand", "deno", "control", []),
  row("tsgi-deno", "@tsgi/deno", "deno", "tsgi", ["@tsgi/deno"]),
  row("hono-deno", "Hono", "deno", "peer", ["hono"]),
  row("srvx-deno", "srvx", "deno", "peer", ["srvx"]),
  row("workerd-native", "Worker by hand", "workerd", "control", []),
  row("tsgi-workerd", "@tsgi/cloudflare-workers", "workerd", "tsgi", ["@tsgi/cloudflare-workers"]),
  row("hono-workerd", "Hono", "workerd", "peer", ["hono"]),
  row("srvx-workerd", "srvx", "workerd", "peer", ["srvx"]),
  {
    ...row("tsgi-hono-workerd", "@tsgi/hono, TSGI in Hono", "workerd", "tsgi", ["@tsgi/hono", "hono"]),
    scenarios: ["text"],
  },
];

function row(
  id: string,
  name: string,
  host: "bun" | "deno" | "workerd",
  kind: Contestant["kind"],
  packages: readonly string[],
): Contestant {
  return {
    id,
    name,
    group: host,
    kind,
    runtime: host,
    module: `${id}.ts`,
    scenarios,
    packages,
    ...(host === "workerd" ? { cannot: { events: "a request can't send to the clients of others" } } : {}),
  };
}
