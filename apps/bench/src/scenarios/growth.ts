/** The cost of a request as its surroundings grow. Each step is a column. */
import type { MetricId } from "../results/metrics.ts";
import { NAMES, headers, jsonOf } from "./_payload.ts";
import { requests } from "./requests.ts";
import type { Scenario, Step } from "./scenario.ts";

/** Number of mount points in each tree of a server. */
export const PLACES = [1, 10, 100, 1_000] as const;
const FIELDS = [5, 10, 25, 50, 100] as const;
const CONNECTIONS = [1, 10, 100, 1_000, 10_000] as const;

/** The first segment of a path names the tree, by its size, and the mount point in it. */
export function placesOf(size: number): string[] {
  return Array.from({ length: size }, (_, index) => `/of-${size}-${index}`);
}

/** Returns the size of the tree that a path belongs to. */
export function sizeOf(path: string): number {
  return Number(path.slice(4, path.indexOf("-", 4)));
}

const { request, answer } = requests.find(({ id }) => id === "text")!;

export const growth: readonly Scenario[] = [
  {
    id: "growth-mounts",
    title: "1 to 1,000 mounted applications",
    says:
      "CPU per request for the small text of the application in the middle of 1, 10, 100 and 1,000: by TSGI's `mount`, " +
      "Express's `use`, Hono's `route` and Fastify's prefixes.",
    kind: "growth",
    request,
    answer,
    metrics: PLACES.map(metricAt),
    steps: PLACES.map((size) => mounted(size)),
  },
  {
    id: "growth-headers",
    title: "5 to 100 header fields in the request",
    says: `CPU per request; the request has 5, 10, 25, 50 or 100 fields, and the response has up to ${NAMES.length} of them, as JSON.`,
    kind: "growth",
    request,
    answer,
    metrics: FIELDS.map(metricAt),
    steps: FIELDS.map((size) => withFields(size)),
  },
  {
    id: "growth-connections",
    title: "1 to 10,000 connections",
    says:
      "CPU per request for the small text, on 1 to 10,000 concurrent connections. 10,000 need as many " +
      "open files in the server and in the client: if `ulimit -Hn` is below 10,100 they are left out.",
    kind: "growth",
    request,
    answer,
    metrics: CONNECTIONS.map(metricAt),
    steps: CONNECTIONS.map((connections) => ({
      metric: metricAt(connections),
      request,
      answer,
      connections,
    })),
  },
];

function metricAt<N extends (typeof PLACES | typeof FIELDS | typeof CONNECTIONS)[number]>(
  size: N,
): `at${N}` & MetricId {
  return `at${size}` as `at${N}` & MetricId;
}

function mounted(size: (typeof PLACES)[number]): Step {
  const path = `${placesOf(size)[size >> 1]!}/text`;
  return { metric: metricAt(size), request: { ...request, path }, answer };
}

function withFields(size: (typeof FIELDS)[number]): Step {
  const more = Array.from({ length: 100 }, (_, index) => [`x-field-${index}`, `value-${index}`] as const);
  const fields = Object.fromEntries([...Object.entries(headers), ...more].slice(0, size));
  return {
    metric: metricAt(size),
    request: { ...request, path: "/json", headers: fields },
    answer: { ...requests.find(({ id }) => id === "json")!.answer, body: jsonOf((name) => fields[name]) },
  };
}
