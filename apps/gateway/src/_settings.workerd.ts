/** Settings of the gateway, from the Worker's bindings. */
import { env } from "cloudflare:workers";
import type { Settings } from "./settings.ts";

export const settings: Settings = {
  secret: env.GATEWAY_SECRET,
  storage: { kv: env.STATE },
  log: env.GATEWAY_LOG || undefined,
};
