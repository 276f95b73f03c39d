/** Our claims: the figures, and whether they reach the limits, are computed from the results. */
import { contestants } from "../contestants/index.ts";
import { scenarios } from "../scenarios/index.ts";
import { isLoad, type Scenario } from "../scenarios/scenario.ts";
import type { Comparison, Target } from "./target.ts";

const onRuntimes = [
  ["tsgi-workerd", "workerd-native"],
  ["tsgi-bun", "bun-native"],
  ["tsgi-deno", "deno-native"],
] as const;

export const targets: readonly Target[] = [
  {
    id: "node",
    says: "On Node, small text and JSON cost at most 1.03 times what node:http by hand costs",
    sense: "at most",
    limit: 1.03,
    comparisons: pairs(["text", "json"], ["tsgi-node", "node-http"]),
  },
  {
    id: "mounts-in-frameworks",
    says: "Mounted in Express or Fastify, they cost at most 1.03 times what Express or Fastify alone costs",
    sense: "at most",
    limit: 1.03,
    comparisons: pairs(["text", "json"], ["tsgi-express", "express"], ["tsgi-fastify", "fastify"]),
  },
  {
    id: "runtimes",
    says: "On workerd, Bun and Deno, small text costs at most 1.05 times the host's handler by hand",
    sense: "at most",
    limit: 1.05,
    comparisons: pairs(["text"], ...onRuntimes),
  },
  {
    id: "peers",
    says: "@tsgi/node is faster than every peer in every scenario",
    sense: "at least",
    limit: 1,
    comparisons: peers("tsgi-node"),
  },
  {
    id: "peers-fetch",
    says: "The same fetch application is faster on @tsgi/node than on every peer, in every scenario",
    sense: "at least",
    limit: 1,
    comparisons: peers("tsgi-fetch-light"),
  },
  {
    id: "peers-text",
    says: "On Node, small text is at least 1.25 times faster than on the best peer",
    sense: "at least",
    limit: 1.25,
    comparisons: peers("tsgi-node").filter(({ over: [scenario] }) => scenario === "text"),
  },
  {
    id: "stream",
    says: "A stream costs at most 1.05 times what Node's own pipe costs",
    sense: "at most",
    limit: 1.05,
    comparisons: pairs(["chunks"], ["tsgi-node", "node-http"]),
  },
  {
    id: "stream-runtimes",
    says: "On workerd, Bun and Deno, a stream costs at most 1.05 times the host's own by hand",
    sense: "at most",
    limit: 1.05,
    comparisons: pairs(["chunks"], ...onRuntimes),
  },
  {
    id: "peers-runtimes",
    says: "On workerd, Bun and Deno, ours is faster than every peer in every scenario",
    sense: "at least",
    limit: 1,
    comparisons: onRuntimes.flatMap(([ours]) => peers(ours)),
  },
  {
    id: "lambda",
    says: "On Lambda, an HTTP API's event is translated at least 8 times faster than by the best peer",
    sense: "at least",
    limit: 8,
    comparisons: peers("lambda-tsgi").filter(({ over: [scenario] }) => scenario === "lambda-v2-text"),
  },
  {
    id: "lambda-peers",
    says: "On Lambda, every event and answer costs less than with every peer",
    sense: "at least",
    limit: 1,
    comparisons: peers("lambda-tsgi"),
  },
  {
    id: "lambda-express",
    says: "An Express application on Lambda costs less than with every peer",
    sense: "at least",
    limit: 1,
    comparisons: peers("lambda-express-tsgi"),
  },
  {
    id: "lambda-fastify",
    says: "A Fastify instance on Lambda costs less than with @fastify/aws-lambda",
    sense: "at least",
    limit: 1,
    comparisons: peers("lambda-fastify-tsgi"),
  },
  {
    id: "cold-lambda",
    says: "On Lambda's runtime client, a cold start costs at most 1.1 times that of a handler by hand",
    sense: "at most",
    limit: 1.1,
    comparisons: pairs(["cold-lambda"], ["lambda-tsgi", "lambda-by-hand"]),
  },
  {
    id: "mounts",
    says: "A request costs the same among 1,000 mounted applications as with one: at most 1.05 times as much",
    sense: "at most",
    limit: 1.05,
    comparisons: [
      {
        metric: "at1000",
        beside: "at1",
        over: ["growth-mounts", "mounts-tsgi"],
        under: ["growth-mounts", "mounts-tsgi"],
      },
    ],
  },
  {
    id: "event-stream-memory",
    says: "An open event stream takes at most 1.2 times the memory that it takes by hand",
    sense: "at most",
    limit: 1.2,
    comparisons: [
      { metric: "memoryPerClient", over: ["events", "tsgi-node"], under: ["events", "node-http"] },
    ],
  },
  {
    id: "event-stream-memory-runtimes",
    says: "On Bun and Deno, an open event stream takes at most 1.2 times the memory that it takes by hand",
    sense: "at most",
    limit: 1.2,
    comparisons: onRuntimes
      .filter(([ours]) => ours !== "tsgi-workerd")
      .map(([over, under]) => ({
        metric: "memoryPerClient",
        over: ["events", over],
        under: ["events", under],
      })),
  },
  {
    id: "ten-middleware",
    says: "Ten middleware that pass everything on add at most 3 percent",
    sense: "at most",
    limit: 1.03,
    comparisons: pairs(["deep"], ["tsgi-node", "tsgi-node-bare"]),
  },
  {
    id: "recommended-chain",
    says: "The recommended chain costs at most 1.2 times the bare application",
    sense: "at most",
    limit: 1.2,
    comparisons: pairs(["chain"], ["chain-tsgi", "chain-bare"]),
  },
  {
    id: "chain-peers",
    says: "The same chain is faster than that of Express's packages, and than that of Hono's",
    sense: "at least",
    limit: 1,
    comparisons: pairs(["chain"], ["chain-express", "chain-tsgi-full"], ["chain-hono", "chain-tsgi-full"]),
  },
];

/** Compares the first metric of each scenario, for each pair. */
function pairs(
  ids: readonly string[],
  ...contested: readonly (readonly [over: string, under: string])[]
): Comparison[] {
  return ids.flatMap((id) => {
    const metric = byId(id).metrics[0]!;
    return contested.map(([over, under]): Comparison => ({
      metric,
      over: [id, over],
      under: [id, under],
    }));
  });
}

/** Pairs each peer with ours, in each scenario that both serve. */
function peers(ours: string): Comparison[] {
  const own = contestants.find(({ id }) => id === ours)!;
  return contestants
    .filter(({ kind, group }) => kind === "peer" && group === own.group)
    .flatMap((peer) => {
      const shared = peer.scenarios.filter((id) => own.scenarios.includes(id) && isLoad(byId(id)));
      return pairs(shared, [peer.id, ours]);
    });
}

function byId(id: string): Scenario {
  return scenarios.find((scenario) => scenario.id === id)!;
}
