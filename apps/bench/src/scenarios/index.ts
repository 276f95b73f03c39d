import { events } from "./events.ts";
import { requests } from "./requests.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [...requests, ...events];
