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
import { answerProblem } from "../response/problem.ts";
import { MemoryRateStore, aCount, within, type Hits, type RateStore } from "./store.ts";
import { secondsLeft, secondsToPass, usedOf } from "./sliding-window.ts";

export type { Hits, RateStore } from "./store.ts";
export { redisRateStore, type RedisClient, type RedisRateStoreOptions } from "./redis-store.ts";

/** How much {@link rateLimit} lets through. */
export interface RateLimitOptions {
  /** Requests in a window. Default: 100. */
  readonly limit?: number;
  /** Seconds, at most 2,147,483,647. Default: 60. */
  readonly window?: number;
  /**
   * Whom a request counts for; undefined for nobody, which lets it through. Default: the client's address, of IPv6 its
   * network of 64 bits. Clients whose address the host does not know share one count. Anything else than a string or
   * undefined is refused with TSGI_OPTION_INVALID, 500.
   */
  readonly key?: (environ: Environ) => string | undefined;
  /** The name of the policy in the headers; of those that share a store, each needs its own. Default: `default`. */
  readonly name?: string;
  /** Counts where several processes can, see {@link redisRateStore}. Default: in this process, for 100,000 keys. */
  readonly store?: RateStore;
  /** Milliseconds that the store has to answer, at most 2,147,483,647. Default: 1,000. */
  readonly storeTimeout?: number;
  /**
   * What becomes of requests when the store fails, is late, or gives no counts: `open` lets them through, `closed` answers 503. Either way it
   * is logged. Default: `open`, since a limit is seldom worth an outage; `closed` for what guards passwords.
   */
  readonly storeFailure?: "open" | "closed";
}

const KEYS = 100_000;
/** Milliseconds: a timer that is set for longer fires at once. Seconds: what every store takes for a time to live. */
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
 * Answers 429 where a client asks too often. The window slides: requests of the window before count by the part of it that
 * is still in reach. Every answer tells how much is left (RateLimit header fields for HTTP, draft 10). Once nothing is left,
 * `t`, and Retry-After with a 429, are the seconds after which a request passes again, if the client asks for nothing until
 * then; before, `t` is the rest of the window.
 *
 * Behind a proxy, place `proxyFix()` outside of it: all clients have the proxy's address otherwise.
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
    return answerProblem(environ, startResponse, {
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
      return answerProblem(environ, startResponse, { status: 503 });
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

/** One who has a network of IPv6 has all of its addresses. */
function clientOf({ remoteAddress }: Environ): string {
  if (!isIpv6(remoteAddress)) return remoteAddress;
  const [head = "", tail] = new URL(`http://[${remoteAddress}]/`).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  // ::ffff:192.0.2.1 is an IPv4 address in its other form.
  return groups.slice(0, 6).join(":") === "0:0:0:0:0:ffff" ? groups.join(":") : groups.slice(0, 4).join(":");
}
