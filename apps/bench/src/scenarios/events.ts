import { EVENTS_TYPE, OPENING, headers } from "./_payload.ts";
import type { Scenario } from "./scenario.ts";

/** Clients that stay connected. */
export const events: readonly Scenario[] = [
  {
    id: "events",
    title: "Server-sent events, 1,000 open clients",
    says:
      "1,000 clients listen, and events of 60 bytes are sent to all of them. Memory is the growth of the server's resident " +
      "set per open client, with a forced garbage collection before and after.",
    kind: "events",
    request: { method: "GET", path: "/events", headers: { ...headers, accept: EVENTS_TYPE } },
    answer: { status: 200, type: EVENTS_TYPE, body: OPENING, isStreamed: true },
    metrics: ["cpuPerEvent", "memoryPerClient", "eventRate", "memory"],
  },
];
