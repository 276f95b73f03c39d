import { TsgiError } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import { aFunction, aText, checkOptions, either, optionError, type Check } from "../shared/options.ts";
import type { Hits, RateStore } from "./store.ts";

/**
 * A client of Redis: one of `ioredis`, one of `redis` (node-redis), or a function that sends a command, for any other and
 * for clusters of `redis`.
 */
export type RedisClient =
  | { call(command: string, ...args: string[]): PromiseLike<unknown> }
  | { sendCommand(command: string[]): PromiseLike<unknown> }
  | ((command: string[]) => PromiseLike<unknown>);

/** Where {@link redisRateStore} counts. */
export interface RedisRateStoreOptions {
  /** Yours, connected. Let it fail at once rather than queue commands while there is no connection. */
  readonly client: RedisClient;
  /** What its keys begin with. Default: `tsgi:rate-limit`. */
  readonly prefix?: string;
}

/** Both keys are declared, and have one hash tag, so that a cluster has them in one place. */
const SCRIPT = `local current = redis.call("INCR", KEYS[1])
if current == 1 then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
return {current, tonumber(redis.call("GET", KEYS[2]) or 0)}`;

const aClient: Check = either(aFunction, {
  is: (value) =>
    ["call", "sendCommand"].some(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
    ),
  must: "a client of ioredis or redis",
});

/**
 * Counts for {@link rateLimit} in a Redis, where every process that shares it counts: by a script of Lua, so in one round
 * trip and without another count in between. Works with Redis 2.6 and later, Valkey, and clusters of them.
 *
 * The window is told by each process's own clock.
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
      // The tag ends at the first "}", in the same place of both, and is never empty.
      const tagged = `{${prefix}:${key}}`;
      return hitsOf(
        await send(["eval", SCRIPT, "2", `${tagged}:${window}`, `${tagged}:${window - 1}`, String(ttl)]),
      );
    },
  };
}

/** `ioredis` has a sendCommand, too, of another form: its `call` is looked for first. */
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
      `redisRateStore: client answered ${show(reply)}, not two numbers`,
    );
  }
  return { current: current!, previous: previous! };
}
