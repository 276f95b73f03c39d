/** Servers with many applications in one. */
import type { Contestant } from "./contestant.ts";

export const growth: readonly Contestant[] = [
  row("mounts-tsgi", "@tsgi/core, mount", "tsgi", ["@tsgi/core", "@tsgi/node"]),
  row("mounts-express", "Express, use", "framework", ["express"]),
  row("mounts-hono", "Hono, route", "framework", ["hono", "@hono/node-server"]),
  row("mounts-fastify", "Fastify, prefix", "framework", ["fastify"]),
];

/** Contestants on Node that get more and more header fields and connections. */
export const growing: ReadonlySet<string> = new Set(["node-http", "tsgi-node"]);

function row(id: string, name: string, kind: Contestant["kind"], packages: readonly string[]): Contestant {
  const scenarios = ["growth-mounts"];
  return { id, name, group: "mounts", kind, runtime: "node", module: `${id}.ts`, scenarios, packages };
}
