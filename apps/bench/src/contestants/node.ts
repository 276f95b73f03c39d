/** Adapters on node:http. Those of fetch applications all serve the one in apps/_fetch-app.ts. */
import type { Contestant } from "./contestant.ts";

/** Scenarios that every adapter serves. */
export const served = ["text", "json", "echo", "hash", "whole", "chunks", "events"] as const;

export const node: readonly Contestant[] = [
  row("node-http", "node:http by hand", "control", []),
  row("tsgi-node", "@tsgi/node", "tsgi", ["@tsgi/node"], [...served, "deep"]),
  // Only for size and cold start; at run time it equals the one above.
  { ...row("tsgi-node-serve", "@tsgi/node, serve", "tsgi", ["@tsgi/node"], []), module: "tsgi-node.ts" },
  row("tsgi-node-bare", "@tsgi/node, no middleware", "control", ["@tsgi/node"], ["deep"]),
  row("tsgi-fetch-light", "@tsgi/node, fetch app, light", "tsgi", ["@tsgi/node", "@tsgi/fetch"]),
  row("tsgi-fetch-request", "@tsgi/node, fetch app, light Request", "tsgi", ["@tsgi/node", "@tsgi/fetch"]),
  row("tsgi-fetch", "@tsgi/node, fetch app", "tsgi", ["@tsgi/node", "@tsgi/fetch"]),
  row("srvx-fast", "srvx, FastResponse", "peer", ["srvx"]),
  row("srvx", "srvx", "peer", ["srvx"]),
  row("srvx-deep", "srvx, FastResponse, its middleware", "peer", ["srvx"], ["deep"]),
  row("hono-server", "@hono/node-server", "peer", ["@hono/node-server"]),
  row("hono-server-plain", "@hono/node-server, globals kept", "peer", ["@hono/node-server"]),
  row("whatwg", "@whatwg-node/server", "peer", ["@whatwg-node/server"]),
  row("whatwg-own", "@whatwg-node/server, its Response", "peer", [
    "@whatwg-node/server",
    "@whatwg-node/fetch",
  ]),
  row("hattip", "@hattip/adapter-node", "peer", ["@hattip/adapter-node"]),
  row("remix", "@remix-run/node-fetch-server", "peer", ["@remix-run/node-fetch-server"]),
  row("universal-express", "universal-middleware in Express", "peer", [
    "@universal-middleware/express",
    "express",
  ]),
  row("universal-fastify", "universal-middleware in Fastify", "peer", [
    "@universal-middleware/fastify",
    "fastify",
  ]),
];

function row(
  id: string,
  name: string,
  kind: Contestant["kind"],
  packages: readonly string[],
  scenarios: readonly string[] = served,
): Contestant {
  return { id, name, group: "node", kind, runtime: "node", module: `${id}.ts`, scenarios, packages };
}
