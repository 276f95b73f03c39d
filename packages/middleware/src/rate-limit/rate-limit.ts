import type { Body, Environ, HeaderList, Middleware, StartResponse, Application } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { isIpv6 } from "../http/address.ts";
import { logError } from "../shared/contain.ts";
import { mapHeaders } from "../response/map-head.ts";
import {
  aFunction,
  aToken,
  anInteger,
  checkOptions,
  checkResult,
  oneOf,
  type Check,
} from "../shared/options.ts";
import { sendProblem } from "../response/problem.ts";
import { MemoryRateStore, aCount, within, type Hits, type RateStore } from "./store.ts";
import { secondsLeft, secondsToPass, usedOf } from "./sliding-window.ts";

export type { Hits, RateStore } from "./store.ts";
export { redisRateStore, type RedisClient, type RedisRateStoreOptions } from "./redis-store.ts";

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** Maximum number of requests in a window. Default: 100. */
  readonly limit?: number;
  /** Length of the window in seconds, at most 2,147,483,647. Default: 60. */
  readonly window?: number;
  /**
   * Returns the key that a request counts for; undefined lets it through uncounted. Default: the client's address, for IPv6
   * its /64 network. Clients whose address the host does not know share one count. Any other result than a string or
   * undefined is rejected with TSGI_OPTION_INVALID, 500.
   */
  readonly key?: (environ: Environ) => string | undefined;
  /** The name of the policy in the headers; policies that share a store need different names. Default: `default`. */
  readonly name?: string;
  /** A store that several processes share, see {@link redisRateStore}. Default: in this process, for 100,000 keys. */
  readonly store?: RateStore;
  /** Timeout of the store in milliseconds, at most 2,147,483,647. Default: 1,000. */
  readonly storeTimeout?: number;
  /**
   * The policy if the store fails, is late, or returns no counts: `open` lets requests through, `closed` responds with 503.
   * Either way it is logged. Default: `open`, since a limit is seldom worth an outage; use `closed` for what protects
   * passwords.
   */
  readonly storeFailure?: "open" | "closed";
}

const KEYS = 100_000;
/** Milliseconds: a timer that is set to more fires at once. Seconds: every store accepts this time to live. */
const LONGEST = 2_147_483_647;
const aKey: Check = {
  is: (value) => value === undefined || typeof value === "string",
  must: "a string or undefined",
};
const aStore: Check = {
  is: (value) => typeof (value as RateStore | null)?.increment === "function",
  must: "a store with increment",
};

/**
 * Responds with 429 if a client sends too many requests. The window slides: requests of the previous window count by the
 * fraction of it that the sliding window still covers. Every response states how much is left (RateLimit header fields for
 * HTTP, draft 10). Once nothing is left, `t`, and Retry-After of a 429, are the seconds until the next request passes, if
 * the client sends none before; otherwise, `t` is the rest of the window.
 *
 * Behind a proxy, place `proxyFix()` outside it: otherwise all clients have the proxy's address.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = rateLimit({ limit: 10, window: 60, key: ({ remoteAddress }) => remoteAddress })(login);
 */
export function rateLimit(options: RateLimitOptions = {}): Middleware {
  checkOptions("rateLimit", options, {
    limit: anInteger(1),
    window: anInteger(1, LONGEST),
    key: aFunction,
    name: aToken,
    store: aStore,
    storeTimeout: anInteger(1, LONGEST),
    storeFailure: oneOf("open", "closed"),
  });
  const {
    limit = 100,
    window = 60,
    key = clientOf,
    name = "default",
    store = new MemoryRateStore(KEYS),
    storeTimeout = 1000,
    storeFailure = "open",
  } = options;
  const policy = `"${name}";q=${limit};w=${window}`;
  const decide = (
    app: Application,
    environ: Environ,
    startResponse: StartResponse,
    hits: Hits,
    now: number,
  ): Body | PromiseLike<Body> => {
    const used = usedOf(hits, now, window);
    const left = Math.max(0, Math.floor(limit - used));
    const reset = left > 0 ? secondsLeft(now, window) : secondsToPass(hits, limit, now, window);
    const told: HeaderList = [
      ["ratelimit-policy", policy],
      ["ratelimit", `"${name}";r=${left};t=${reset}`],
    ];
    if (used <= limit)
      return app(
        environ,
        mapHeaders(startResponse, (headers) => [...headers, ...told]),
      );
    return sendProblem(environ, startResponse, {
      status: 429,
      headers: [["retry-after", String(reset)], ...told],
    });
  };
  return (app) => (environ, startResponse) => {
    const client = checkResult<string | undefined>("rateLimit", "key", key(environ), aKey);
    if (client === undefined) return app(environ, startResponse);
    const now = Date.now();
    const failed = (error: unknown): Body | PromiseLike<Body> => {
      logError(environ, error);
      if (storeFailure === "open") return app(environ, startResponse);
      return sendProblem(environ, startResponse, { status: 503 });
    };
    let hits: Hits | PromiseLike<Hits>;
    try {
      hits = store.increment(`${name}:${window}:${client}`, Math.floor(now / 1000 / window), window * 2);
      hits = isThenable(hits) ? within(hits, storeTimeout).then(check) : check(hits);
    } catch (error) {
      return failed(error);
    }
    return isThenable(hits)
      ? hits.then((counted) => decide(app, environ, startResponse, counted, now), failed)
      : decide(app, environ, startResponse, hits, now);
  };
}

function check(given: Hits): Hits {
  return checkResult("rateLimit", "store", given, aCount);
}

/** A client with an IPv6 network has all of its addresses. */
function clientOf({ remoteAddress }: Environ): string {
  if (!isIpv6(remoteAddress)) return remoteAddress;
  const [head = "", tail] = new URL(`http://[${remoteAddress}]/`).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  // ::ffff:192.0.2.1 is an IPv4 address in another form.
  return groups.slice(0, 6).join(":") === "0:0:0:0:0:ffff" ? groups.join(":") : groups.slice(0, 4).join(":");
}
