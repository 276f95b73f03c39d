import { TsgiError, createKey, type Environ, type HeaderList, type Key, type Middleware } from "@tsgi/core";
import { TSGI_HEAD_LATE, TSGI_OPTION_INVALID, TSGI_SESSION_TOO_LARGE } from "@tsgi/core/errors";
import { cookieText, parseCookies } from "../http/cookies.ts";
import { hasHeader, withVary } from "../http/headers.ts";
import {
  aBoolean,
  aToken,
  anInteger,
  checkOptions,
  either,
  listOf,
  oneOf,
  optionError,
  type Check,
} from "../shared/options.ts";
import { rewriteResponse, type AppResponse } from "../response/rewrite.ts";
import { cookieKeeper, storeKeeper, type SessionStore } from "./keepers.ts";
import type { SessionKeeper } from "./record.ts";
import { SessionState, type Session } from "./state.ts";

export type { SessionStore } from "./keepers.ts";
export type { Session } from "./state.ts";

/** Options of {@link session}. Set either `secret` or `store`. */
export interface SessionOptions {
  /**
   * Keeps a session in its cookie, encrypted with a secret of at least 32 characters. Several rotate: the first one
   * encrypts, all of them decrypt. An issued cookie is valid until it expires, also after `clear()`: set a store if that is
   * not acceptable.
   */
  readonly secret?: string | readonly string[];
  /** Keeps sessions in a store with the interface of `unstorage`; the cookie holds a random id. */
  readonly store?: SessionStore;
  /** The cookie's name; over https it gets the prefix `__Host-`, so that no other host can set it. Default: `session`. */
  readonly name?: string;
  /** Seconds from the last write until a session expires. Default: 1,209,600, 14 days. */
  readonly maxAge?: number;
  /** Default: `lax`. */
  readonly sameSite?: "strict" | "lax";
  /** False allows the cookie over http. Default: true over https, as the server or `proxyFix()` reports it. */
  readonly secure?: boolean;
}

const aSecret: Check = {
  is: (value) => typeof value === "string" && value.length >= 32,
  must: "a secret of 32 characters or more",
};
const aStore: Check = {
  is: (value) =>
    ["getItem", "setItem", "removeItem"].every(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
    ),
  must: "a store with getItem, setItem and removeItem",
};
/** Browsers store no larger cookie (RFC 6265bis, 5.6). */
const MOST = 4096;
const holders: Key<Holder> = /* @__PURE__ */ createKey<Holder>("tsgi.session");

/**
 * Provides a session for each client, see {@link sessionOf}. It is loaded on first use, and saved before the head is sent
 * if it changed: responses that do not use it stay unchanged and synchronous.
 *
 * @throws TSGI_OPTION_INVALID at once; TSGI_SESSION_TOO_LARGE when a session does not fit its cookie
 * @example
 * const app = session({ secret: process.env.SESSION_SECRET! })(async (environ, startResponse) => {
 *   const mine = await sessionOf(environ);
 *   mine.set("visits", (mine.get<number>("visits") ?? 0) + 1);
 *   startResponse(200, [["content-type", "text/plain"]]);
 *   return `Visit ${mine.get("visits")}`;
 * });
 */
export function session(options: SessionOptions): Middleware {
  checkOptions("session", options, {
    secret: { is: () => true, must: "" }, // below: a message must not show a secret
    store: aStore,
    name: aToken,
    maxAge: anInteger(1),
    sameSite: oneOf("strict", "lax"),
    secure: aBoolean,
  });
  const { secret, store } = options;
  if (secret !== undefined && (secret.length === 0 || !either(aSecret, listOf(aSecret)).is(secret))) {
    throw optionError("session", "secret", `a ${typeof secret}`, `${aSecret.must}, or an array of them`);
  }
  if ((secret === undefined) === (store === undefined)) {
    throw optionError("session", "secret", typeof secret, "set, or store, but not both");
  }
  const { name = "session" } = options;
  if (/^__(?:host|secure)-/i.test(name))
    throw optionError("session", "name", name, "without its prefix, which is added over https");
  const keeper =
    store === undefined
      ? cookieKeeper(typeof secret === "string" ? [secret] : secret!, name)
      : storeKeeper(store);
  return (app) => (environ, startResponse) => {
    const holder = new Holder(environ, keeper, { ...options, name });
    environ.set(holders, holder);
    return rewriteResponse(app, environ, startResponse, (response) =>
      holder.isTouched ? holder.finish(response) : holder.leave(response),
    );
  };
}

/**
 * Returns the session of the client; the same one during the whole request.
 *
 * @throws TSGI_OPTION_INVALID if there is no session() around the application; TSGI_HEAD_LATE if it is first requested after the
 *   response has begun: neither its cookie nor the `Vary` that it needs could be sent
 */
export function sessionOf(environ: Environ): Promise<Session> {
  const holder = environ.get(holders);
  if (holder === undefined)
    throw new TsgiError(TSGI_OPTION_INVALID, "there is no session() around this application");
  return holder.load();
}

/** Holds the session of one request, from its first use to its cookie. */
class Holder {
  readonly #environ: Environ;
  readonly #keeper: SessionKeeper;
  readonly #options: SessionOptions;
  readonly #isSecure: boolean;
  readonly #name: string;
  #loading: Promise<SessionState> | undefined = undefined;
  /** The handle that the client sent, if it is valid. */
  #handle: string | undefined = undefined;
  #isSent = false;
  #isLate = false;
  #written: Promise<string | undefined> | undefined = undefined;

  constructor(environ: Environ, keeper: SessionKeeper, options: SessionOptions & { readonly name: string }) {
    this.#environ = environ;
    this.#keeper = keeper;
    this.#options = options;
    this.#isSecure = options.secure ?? environ.scheme === "https";
    this.#name = this.#isSecure ? `__Host-${options.name}` : options.name;
  }

  get isTouched(): boolean {
    return this.#loading !== undefined;
  }

  /** The response is sent without a session. */
  leave(response: AppResponse): AppResponse {
    this.#isLate = true;
    return response;
  }

  /** @throws TSGI_HEAD_LATE */
  load(): Promise<SessionState> {
    if (this.#isLate) throw new TsgiError(TSGI_HEAD_LATE, "the session");
    return (this.#loading ??= this.#load());
  }

  async finish(response: AppResponse): Promise<AppResponse> {
    const cookie = await (this.#written ??= this.#write());
    // Whether there was a cookie or not, the response may depend on it.
    const headers = withVary(response.headers, "cookie");
    if (cookie === undefined) return { ...response, headers };
    // Caches must not store one client's session for others.
    const kept: HeaderList = hasHeader(headers, "cache-control")
      ? headers
      : [...headers, ["cache-control", "private"]];
    return { ...response, headers: [...kept, ["set-cookie", cookie]] };
  }

  /** Saves the session if it changed; returns the cookie to set, if any. */
  async #write(): Promise<string | undefined> {
    const state = await this.load();
    const { maxAge = 1_209_600 } = this.#options;
    const record = state.close(Math.floor(Date.now() / 1000) + maxAge);
    if (!state.changed) return undefined;
    if (this.#handle !== undefined && (state.ended || state.renewed)) await this.#keeper.remove(this.#handle);
    if (state.ended) return this.#isSent ? this.#cookie("", 0) : undefined;
    const handle = await this.#keeper.save(record, state.renewed ? undefined : this.#handle);
    return handle === undefined ? undefined : this.#cookie(handle, maxAge);
  }

  async #load(): Promise<SessionState> {
    const sent = parseCookies(this.#environ.header("cookie")).get(this.#name);
    this.#isSent = sent !== undefined;
    const record = sent === undefined || sent === "" ? undefined : await this.#keeper.load(sent);
    // An id that was not issued here is never accepted (session fixation).
    if (record !== undefined) this.#handle = sent;
    return new SessionState(record);
  }

  #cookie(value: string, maxAge: number): string {
    const { sameSite = "lax" } = this.#options;
    const text = cookieText(this.#name, value, { maxAge, sameSite, secure: this.#isSecure });
    if (text.length > MOST) throw new TsgiError(TSGI_SESSION_TOO_LARGE, `${text.length} bytes`);
    return text;
  }
}
