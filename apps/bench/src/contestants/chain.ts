/** Chains of middleware for production; each set uses its own packages. */
import type { Contestant } from "./contestant.ts";

const express = [
  "express",
  "helmet",
  "cors",
  "morgan",
  "compression",
  "express-rate-limit",
  "express-session",
];

export const chain: readonly Contestant[] = [
  row("chain-bare", "@tsgi/node, no middleware", "control", []),
  row("chain-tsgi", "@tsgi/middleware, recommended", "tsgi", []),
  row("chain-tsgi-full", "@tsgi/middleware, with rate limit and session", "tsgi", []),
  row("chain-express", "Express, its users' packages", "framework", express),
  row("chain-hono", "Hono, its own", "framework", ["hono", "@hono/node-server"]),
];

function row(id: string, name: string, kind: Contestant["kind"], packages: readonly string[]): Contestant {
  return {
    id,
    name,
    group: "chain",
    kind,
    runtime: "node",
    module: `${id}.ts`,
    scenarios: ["chain"],
    packages,
  };
}
