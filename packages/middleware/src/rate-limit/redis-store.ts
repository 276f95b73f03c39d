import { TsgiError } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import { aFunction, aText, checkOptions, either, optionError, type Check } from "../shared/options.ts";
import type { Hits, RateStore } from "./store.ts";

/**
 * A Redis client: one of `ioredis`, one of `redis` (node-redis), or a function that sends a command, for any other client
 * and for clusters of `redis`.
 */
export type RedisClient =
  | { call(command: string, ...args: string[]): PromiseLike<unknown> }
  | { sendCommand(command: string[]): PromiseLike<unknown> }
  | ((command: string[]) => PromiseLike<unknown>);

/** Options of {@link redisRateStore}. */
export interface RedisRateStoreOptions {
  /** Your connected client. Configure it to fail at once rather than queue commands while it is disconnected. */
  readonly client: RedisClient;
  /** The prefix of its keys. Default: `tsgi:rate-limit`. */
  readonly prefix?: string;
}

/** Both keys are declared and have one hash tag, so that a cluster stores them in one place. */
const SCRIPT = `local current = redis.call("INCR", KEYS[1])
if current == 1 then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
return {current, tonumber(redis.call("GET", KEYS[2]) or 0)}`;

const aClient: Check = /* @__PURE__ */ either(aFunction, {
  is: (value) =>
    ["call", "sendCommand"].some(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
    ),
  must: "a client of ioredis or redis",
});

/**
 * Counts for {@link rateLimit} in Redis, for all processes that share it: with a Lua script, so in one atomic round trip.
 * Works with Redis 2.6 and later, Valkey, and clusters of them.
 *
 * The clock of each process determines the window.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * import { Redis } from "ioredis";
 *
 * const client = new Redis(process.env.REDIS_URL!, { enableOfflineQueue: false });
 * const app = rateLimit({ name: "login", limit: 10, store: redisRateStore({ client }) })(login);
 */
export function redisRateStore(options: RedisRateStoreOptions): RateStore {
  checkOptions("redisRateStore", options, { client: aClient, prefix: aText });
  const { client, prefix = "tsgi:rate-limit" } = options;
  if (client === undefined) throw optionError("redisRateStore", "client", client, aClient.must);
  const send = senderOf(client);
  return {
    async increment(key, window, ttl) {
      // The tag ends at the first "}", in both at the same place, and is never empty.
      const tagged = `{${prefix}:${key}}`;
      return hitsOf(
        await send(["eval", SCRIPT, "2", `${tagged}:${window}`, `${tagged}:${window - 1}`, String(ttl)]),
      );
    },
  };
}

/** Prefers `call`, because the sendCommand of `ioredis` has another signature. */
function senderOf(client: RedisClient): (command: string[]) => PromiseLike<unknown> {
  if ("call" in client && typeof client !== "function") {
    return ([command, ...args]) => client.call(command!, ...args);
  }
  return "sendCommand" in client ? (command) => client.sendCommand(command) : client;
}

function hitsOf(reply: unknown): Hits {
  const [current, previous] = Array.isArray(reply) ? reply.map(Number) : [];
  if (!Number.isSafeInteger(current) || !Number.isSafeInteger(previous)) {
    throw new TsgiError(
      TSGI_OPTION_INVALID,
      `redisRateStore: client returned ${show(reply)}, must be two numbers`,
    );
  }
  return { current: current!, previous: previous! };
}
