/** Settings of the gateway, from variables of the process. */
import type { Settings } from "./settings.ts";

const { GATEWAY_SECRET, GATEWAY_DIRECTORY, GATEWAY_REDIS, GATEWAY_LOG } = process.env;

export const settings: Settings = {
  secret: GATEWAY_SECRET || undefined,
  storage: { directory: GATEWAY_DIRECTORY || undefined, redis: GATEWAY_REDIS || undefined },
  log: GATEWAY_LOG || undefined,
};
