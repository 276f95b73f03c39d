import type { StorageOptions } from "./storage.ts";

/** Settings of the gateway: variables of the process, or a Worker's bindings. */
export interface Settings {
  /**
   * `GATEWAY_SECRET`: signs the cookies of the shop's sessions, at least 32 characters. Default: a random one, so that
   * sessions end with the process, and other processes do not know them.
   */
  readonly secret: string | undefined;
  /**
   * `GATEWAY_DIRECTORY` or `GATEWAY_REDIS`, of a Worker the KV namespace `STATE`: where the applications keep their state.
   * Default: in memory.
   */
  readonly storage: StorageOptions;
  /**
   * `GATEWAY_LOG`: writes a line for each request to the host's log: `common`, `combined`, `json`, or a format. Default: none,
   * since the platforms keep a log of requests themselves.
   */
  readonly log: string | undefined;
}

/** As random as the platform can, in 64 characters. */
export function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
