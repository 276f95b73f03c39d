import type { Application, Body, Environ, Middleware, StartResponse } from "@tsgi/core";
import { ownBody } from "@tsgi/core/server";
import { changedUrls } from "./key.ts";
import type { CacheStore } from "./store.ts";
import { Variants } from "./variants.ts";
import { headerOf } from "../http/headers.ts";
import { MemoryCacheStore } from "./memory-store.ts";
import { aBoolean, aToken, anInteger, checkOptions, listOf, type Check } from "../shared/options.ts";
import { SharedCache } from "./shared-cache.ts";

export type { CacheStore } from "./store.ts";

/** What {@link cache} keeps, and where. */
export interface CacheOptions {
  /** A store of the shape that `unstorage` has. Default: in this process, 1,000 URLs and 64 MiB (67,108,864). */
  readonly store?: CacheStore;
  /** Most bytes of a body that is kept. Default: 1 MiB (1,048,576). */
  readonly maxSize?: number;
  /**
   * Guesses how long a response may be kept that says nothing but when it was last changed: a tenth of the time since, a day
   * at the most (RFC 9111, 4.2.2). Default: false.
   */
  readonly heuristics?: boolean;
  /** Request headers that responses depend on although their Vary does not name them: they become part of the key. Default: none. */
  readonly keyHeaders?: readonly string[];
}

const KEYS = 1000;
const BYTES = 67_108_864;
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
const aStore: Check = {
  is: (value) =>
    ["getItem", "setItem", "removeItem"].every(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
    ),
  must: "a store with getItem, setItem and removeItem",
};

/**
 * A shared cache (RFC 9111) of responses to GET that say how long they may be kept, or that can be validated. Streamed bodies
 * are kept once they have gone through to their end, and are never held up. What is stale is validated by its ETag and
 * Last-Modified; `stale-while-revalidate` and `stale-if-error` (RFC 5861) are obeyed, and so is what a request asks for.
 * Ranges and conditional requests are answered from what is kept whole. What changes a URL makes the cache forget it.
 *
 * Never kept: `private`, `no-store`, what sets a cookie, what was asked with credentials and does not say that it is for
 * everyone, parts.
 *
 * It is keyed by scheme, host, path and query, by what Vary names, and by the headers of proxies that frameworks build
 * links from: a response that depends on any other header has to say so, or a client can poison it. A store that fails is
 * gone around, and logged.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = compose(conditionalGet(), cache())(shop);
 */
export function cache(options: CacheOptions = {}): Middleware {
  checkOptions("cache", options, {
    store: aStore,
    maxSize: anInteger(0),
    heuristics: aBoolean,
    keyHeaders: listOf(aToken),
  });
  const { store = new MemoryCacheStore(KEYS, BYTES), maxSize = 1_048_576, heuristics = false } = options;
  const keyHeaders = (options.keyHeaders ?? []).map((name) => name.toLowerCase());
  const variants = new Variants(store);
  return (app) => {
    const shared = new SharedCache(app, variants, { maxSize, heuristics, keyHeaders });
    return async (environ, startResponse) => {
      const { method } = environ;
      if (method === "GET" || method === "HEAD") return shared.answer(environ, startResponse);
      if (SAFE.has(method)) return app(environ, startResponse);
      return forgetting(app, environ, startResponse, variants);
    };
  };
}

/** RFC 9111, 4.4: what a request may have changed is forgotten, before the answer that it was changed is sent. */
async function forgetting(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  variants: Variants,
): Promise<Body> {
  const work: Promise<void>[] = [];
  const body = await app(environ, (status, headers, error) => {
    startResponse(status, headers, error);
    if (status >= 400) return;
    const places = ["location", "content-location"].map((name) =>
      Array.isArray(headers) ? headerOf(headers, name) : undefined,
    );
    for (const url of changedUrls(environ, places)) {
      const forgotten = variants.forget(url);
      work.push(forgotten);
      environ.waitUntil(forgotten); // logs what goes wrong
    }
  });
  ownBody(body); // which may fail while the store is waited for
  await Promise.allSettled(work);
  return body;
}
