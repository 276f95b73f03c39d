import { events } from "./events.ts";
import { growth } from "./growth.ts";
import { lambda } from "./lambda.ts";
import { ofPrograms } from "./programs.ts";
import { requests } from "./requests.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [...requests, ...events, ...lambda, ...ofPrograms, ...growth];
