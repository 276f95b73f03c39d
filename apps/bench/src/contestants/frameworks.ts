/** Frameworks on their own, TSGI mounted in them, and their applications as TSGI applications on node:http. */
import type { Contestant } from "./contestant.ts";
import { served } from "./node.ts";

const withDeep = [...served, "deep"];

export const frameworks: readonly Contestant[] = [
  row("express", "Express", "framework", ["express"], withDeep),
  row("tsgi-express", "@tsgi/express, TSGI in Express", "tsgi", ["@tsgi/express", "express"]),
  row("tsgi-from-express", "@tsgi/express, Express on @tsgi/node", "tsgi", ["@tsgi/express", "express"]),
  row("fastify", "Fastify", "framework", ["fastify"], withDeep),
  row("tsgi-fastify", "@tsgi/fastify, TSGI in Fastify", "tsgi", ["@tsgi/fastify", "fastify"]),
  row("tsgi-from-fastify", "@tsgi/fastify, Fastify on @tsgi/node", "tsgi", ["@tsgi/fastify", "fastify"]),
  row("hono", "Hono on @hono/node-server", "framework", ["hono", "@hono/node-server"], withDeep),
  row("tsgi-hono", "@tsgi/hono, TSGI in Hono", "tsgi", ["@tsgi/hono", "hono", "@hono/node-server"]),
  row("tsgi-from-hono", "@tsgi/hono, Hono on @tsgi/node", "tsgi", ["@tsgi/hono", "hono"]),
  row("tsgi-from-hono-light", "@tsgi/hono, Hono on @tsgi/node, light Request", "tsgi", [
    "@tsgi/hono",
    "hono",
  ]),
];

function row(
  id: string,
  name: string,
  kind: Contestant["kind"],
  packages: readonly string[],
  scenarios: readonly string[] = served,
): Contestant {
  const beside = id.replace(/^tsgi-(?:from-)?|-light$/g, "");
  const module = `${id}.ts`;
  return { id, name, group: "frameworks", kind, runtime: "node", module, scenarios, beside, packages };
}
