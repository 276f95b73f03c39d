/** What whoever deploys the Worker may set, as its bindings. */
import { env } from "cloudflare:workers";
import type { Settings } from "./settings.ts";

export const settings: Settings = {
  secret: env.GATEWAY_SECRET,
  storage: { kv: env.STATE },
  log: env.GATEWAY_LOG || undefined,
};
