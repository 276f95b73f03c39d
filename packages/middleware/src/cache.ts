import {
  requestUrl,
  type Application,
  type Body,
  type Environ,
  type Middleware,
  type StartResponse,
} from "@tsgi/core";
import { toBytes, wholeOf } from "./_body.ts";
import { directivesOf, lifetimeOf, secondsOf, varianceOf } from "./_cache-policy.ts";
import {
  MemoryCacheStore,
  decodeBody,
  encodeBody,
  readEntries,
  type CacheEntry,
  type CacheStore,
} from "./_cache-store.ts";
import { headerOf, without } from "./_headers.ts";
import { anInteger, checkOptions, type Check } from "./_options.ts";
import { answerProblem } from "./_problem.ts";
import { reviseReply, type Reply } from "./_revise.ts";

export type { CacheStore } from "./_cache-store.ts";

/** What {@link cache} keeps, and where. */
export interface CacheOptions {
  /** A store of the shape that `unstorage` has. Default: in this process, 1,000 URLs. */
  readonly store?: CacheStore;
  /** Most bytes of a body that is kept. Default: 1 MiB (1,048,576). */
  readonly maxSize?: number;
}

const KEYS = 1000;
/** More variants of one URL than that are not kept: a client can make them up. */
const MOST_VARIANTS = 16;
const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
const aStore: Check = {
  is: (value) =>
    ["getItem", "setItem", "removeItem"].every(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
    ),
  must: "a store with getItem, setItem and removeItem",
};

/**
 * A shared cache (RFC 9111) of whole responses to GET that say how long they may be kept: `s-maxage`, `max-age` or
 * `Expires`. Never kept: `private`, `no-store`, `no-cache`, what sets a cookie, what was asked with credentials and does not
 * say that it is for everyone. Nothing stale is sent. What changes a URL makes the cache forget it.
 *
 * It is keyed by scheme, host, path and query, and by what Vary names: a response that depends on any other header has to
 * say so, or a client can poison it. A store that fails is gone around, and logged.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = compose(conditionalGet(), cache())(shop);
 */
export function cache(options: CacheOptions = {}): Middleware {
  checkOptions("cache", options, { store: aStore, maxSize: anInteger(0) });
  const { store = new MemoryCacheStore(KEYS), maxSize = 1_048_576 } = options;
  return (app) => async (environ, startResponse) => {
    const { method } = environ;
    const key = `cache:${requestUrl(environ)}`;
    if (!SAFE.has(method)) return forgetting(app, environ, startResponse, store, key);
    const asked = directivesOf(environ.header("cache-control"));
    const isOut = asked.has("no-store") || environ.header("range") !== undefined;
    if (isOut || (method !== "GET" && method !== "HEAD")) return app(environ, startResponse);
    const entries = await load(environ, store, key);
    const found = mustAsk(environ, asked)
      ? undefined
      : entries.find((entry) => isUsable(environ, asked, entry));
    if (found !== undefined) return answer(environ, startResponse, found);
    if (asked.has("only-if-cached")) return answerProblem(environ, startResponse, { status: 504 });
    return reviseReply(app, environ, startResponse, (reply) => {
      const entry = method === "GET" ? entryOf(environ, reply, maxSize) : undefined;
      if (entry !== undefined) {
        const others = entries.filter((other) => isFresh(other) && !matches(environ, other));
        const ttl = Math.max(entry.lifetime, ...others.map(({ lifetime }) => lifetime));
        const all = [entry, ...others].slice(0, MOST_VARIANTS) as never;
        environ.waitUntil((async () => store.setItem(key, all, { ttl }))());
      }
      return {
        ...reply,
        headers: [...reply.headers, ["cache-status", entry ? "tsgi; fwd=miss; stored" : "tsgi; fwd=miss"]],
      };
    });
  };
}

/** RFC 9111, 4.4: what a request may have changed is forgotten once it was answered without an error. */
async function forgetting(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  store: CacheStore,
  key: string,
): Promise<Body> {
  return app(environ, (status, headers, error) => {
    startResponse(status, headers, error);
    if (status >= 400) return;
    const keys = new Set([key]);
    for (const name of ["location", "content-location"]) {
      const place = Array.isArray(headers) ? headerOf(headers, name) : undefined;
      const base = requestUrl(environ);
      if (place === undefined || !URL.canParse(place, base)) continue;
      const url = new URL(place, base);
      if (url.origin === new URL(base).origin) keys.add(`cache:${url.href}`);
    }
    for (const one of keys) environ.waitUntil((async () => store.removeItem(one))());
  });
}

async function load(environ: Environ, store: CacheStore, key: string): Promise<CacheEntry[]> {
  try {
    return readEntries(await store.getItem(key));
  } catch (error) {
    environ.waitUntil(Promise.reject(error)); // which logs it
    return [];
  }
}

/** The client wants it from the application. */
function mustAsk(environ: Environ, asked: ReadonlyMap<string, string>): boolean {
  return asked.has("no-cache") || (asked.size === 0 && /\bno-cache\b/i.test(environ.header("pragma") ?? ""));
}

function isUsable(environ: Environ, asked: ReadonlyMap<string, string>, entry: CacheEntry): boolean {
  const age = ageOf(entry);
  const most = secondsOf(asked, "max-age") ?? Infinity;
  const left = entry.lifetime - age;
  return left > 0 && age <= most && left >= (secondsOf(asked, "min-fresh") ?? 0) && matches(environ, entry);
}

function isFresh(entry: CacheEntry): boolean {
  return ageOf(entry) < entry.lifetime;
}

/** Seconds. */
function ageOf({ born }: CacheEntry): number {
  return Math.max(0, Math.floor((Date.now() - born) / 1000));
}

function matches(environ: Environ, { vary }: CacheEntry): boolean {
  return vary.every(([name, value]) => (environ.header(name) ?? null) === value);
}

function entryOf(
  environ: Environ,
  { status, headers, body }: Reply,
  maxSize: number,
): CacheEntry | undefined {
  const now = Date.now();
  const age = Number(/^\d{1,9}$/.exec(headerOf(headers, "age") ?? "")?.[0] ?? 0);
  const lifetime = lifetimeOf(environ, status, headers, now);
  const vary = varianceOf(environ, headers);
  const whole = wholeOf(body);
  if (lifetime <= age || vary === undefined || whole === undefined) return undefined;
  const bytes = whole === null ? new Uint8Array() : toBytes(whole);
  if (bytes.length > maxSize) return undefined;
  return {
    status,
    headers: without(headers, "age"),
    body: encodeBody(bytes),
    born: now - age * 1000,
    lifetime,
    vary,
  };
}

function answer(environ: Environ, startResponse: StartResponse, entry: CacheEntry): Body {
  const age = ageOf(entry);
  const bytes = decodeBody(entry);
  const isHead = environ.method === "HEAD" && entry.status !== 204;
  startResponse(entry.status, [
    ...(isHead
      ? [...without(entry.headers, "content-length"), ["content-length", String(bytes.length)] as const]
      : entry.headers),
    ["age", String(age)],
    ["cache-status", `tsgi; hit; ttl=${entry.lifetime - age}`],
  ]);
  return isHead || bytes.length === 0 ? null : bytes;
}
