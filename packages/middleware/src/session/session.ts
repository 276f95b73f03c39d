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
import { reviseReply, type Reply } from "../response/rewrite.ts";
import { cookieKeeper, storeKeeper, type SessionStore } from "./keepers.ts";
import type { SessionKeeper } from "./record.ts";
import { SessionState, type Session } from "./state.ts";

export type { SessionStore } from "./keepers.ts";
export type { Session } from "./state.ts";

/** Where sessions are kept, and for how long. One of `secret` and `store`. */
export interface SessionOptions {
  /**
   * Keeps a session in its cookie, encrypted by a secret of 32 characters or more. Several rotate: the first one encrypts,
   * every one opens. A cookie that was given out counts until it ends, also after `clear()`: give a store where it must not.
   */
  readonly secret?: string | readonly string[];
  /** Keeps sessions in a store of the shape that `unstorage` has; the cookie holds a random id. */
  readonly store?: SessionStore;
  /** The cookie's name; over https it begins with `__Host-`, which no other host can set. Default: `session`. */
  readonly name?: string;
  /** Seconds that a session lives after it was last written. Default: 1,209,600, 14 days. */
  readonly maxAge?: number;
  /** Default: `lax`. */
  readonly sameSite?: "strict" | "lax";
  /** False lets the cookie go by http. Default: true over https, where the server or `proxyFix()` tells it. */
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
/** Browsers keep no larger cookie (RFC 6265bis, 5.6). */
const MOST = 4096;
const holders: Key<Holder> = /* @__PURE__ */ createKey<Holder>("tsgi.session");

/**
 * Gives each client a session, see {@link sessionOf}. It is loaded when it is asked for, and written before the head goes
 * out if it changed: what does not touch it is left as it is, and stays synchronous.
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
    throw optionError("session", "secret", typeof secret, "given, or store, and not both");
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
    return reviseReply(app, environ, startResponse, (reply) =>
      holder.isTouched ? holder.finish(reply) : holder.leave(reply),
    );
  };
}

/**
 * The session of the client who asks; the same one for the whole request.
 *
 * @throws TSGI_OPTION_INVALID where there is no session() around; TSGI_HEAD_LATE if it is asked for the first time once the
 *   response has begun: neither its cookie nor the `Vary` that it needs could be sent
 */
export function sessionOf(environ: Environ): Promise<Session> {
  const holder = environ.get(holders);
  if (holder === undefined)
    throw new TsgiError(TSGI_OPTION_INVALID, "there is no session() around this application");
  return holder.load();
}

/** The session of one request, from the first look at it to its cookie. */
class Holder {
  readonly #environ: Environ;
  readonly #keeper: SessionKeeper;
  readonly #options: SessionOptions;
  readonly #isSecure: boolean;
  readonly #name: string;
  #loading: Promise<SessionState> | undefined = undefined;
  /** What the client sent, where it counts. */
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

  /** The response goes out without a look at the session. */
  leave(reply: Reply): Reply {
    this.#isLate = true;
    return reply;
  }

  /** @throws TSGI_HEAD_LATE */
  load(): Promise<SessionState> {
    if (this.#isLate) throw new TsgiError(TSGI_HEAD_LATE, "the session");
    return (this.#loading ??= this.#load());
  }

  async finish(reply: Reply): Promise<Reply> {
    const cookie = await (this.#written ??= this.#write());
    // Whether a cookie was there or not, the answer may depend on it.
    const headers = withVary(reply.headers, "cookie");
    if (cookie === undefined) return { ...reply, headers };
    // No cache may keep a session for others.
    const kept: HeaderList = hasHeader(headers, "cache-control")
      ? headers
      : [...headers, ["cache-control", "private"]];
    return { ...reply, headers: [...kept, ["set-cookie", cookie]] };
  }

  /** Writes the session if it changed; gives the cookie to set, if any. */
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
    // An id that was not given out here is never taken over (session fixation).
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
