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

/** Options of {@link cache}. */
export interface CacheOptions {
  /** A store with the interface of `unstorage`. Default: in this process, 1,000 URLs and 64 MiB (67,108,864). */
  readonly store?: CacheStore;
  /** Maximum size of a stored body in bytes. Default: 1 MiB (1,048,576). */
  readonly maxSize?: number;
  /**
   * Estimates a lifetime for responses that have only Last-Modified: a tenth of the time since then, at most a day (RFC
   * 9111, 4.2.2). Default: false.
   */
  readonly heuristics?: boolean;
  /**
   * Request headers that responses depend on although their Vary does not name them: they become part of the key. Default:
   * none.
   */
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
 * Caches responses to GET that state how long they may be kept or that can be validated (a shared cache, RFC 9111). A
 * streamed body is stored once it has been sent completely, and is never delayed. A stale response is validated by its ETag
 * and Last-Modified; `stale-while-revalidate` and `stale-if-error` (RFC 5861) and the request's own Cache-Control are
 * obeyed. Range requests and conditional requests are answered from complete stored responses. A request that changes a URL
 * invalidates it.
 *
 * Never stored: `private` and `no-store` responses, responses that set a cookie, responses to requests with credentials
 * unless they are marked as public, and partial responses.
 *
 * The key is scheme, host, path and query, the headers that Vary names, and the proxy headers that frameworks build links
 * from: a response that depends on any other header must name it in Vary, or a client can poison the cache. If the store
 * fails, the error is logged and the application responds.
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

/** RFC 9111, 4.4: invalidates what a request may have changed, before the response that confirms the change is sent. */
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
      environ.waitUntil(forgotten); // logs errors
    }
  });
  ownBody(body); // it may fail before the store has finished
  await Promise.allSettled(work);
  return body;
}
