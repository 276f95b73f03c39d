import { TsgiError, createKey, type Environ, type HeaderList, type Key, type Middleware } from "@tsgi/core";
import { TSGI_HEAD_LATE, TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import { cookieText, parseCookies, type CookieAttributes } from "./http/cookies.ts";
import { mapHeaders } from "./response/map-head.ts";
import { aBoolean, aText, anInteger, checkOptions, oneOf } from "./shared/options.ts";

export type { CookieAttributes } from "./http/cookies.ts";

/** The cookies of one request, and those to set in its response. */
export interface Cookies {
  /** Returns the decoded value that the client sent; undefined if it sent no cookie of this name. */
  get(name: string): string | undefined;
  /** Returns all cookies that the client sent. The first of two with the same name counts. */
  entries(): IterableIterator<[name: string, value: string]>;
  /**
   * Sets a cookie in the response; the later of two with the same name, path and domain counts.
   * @throws TSGI_OPTION_INVALID, also if there is no cookies() around the application; TSGI_HEAD_LATE after startResponse
   */
  set(name: string, value: string, attributes?: CookieAttributes): void;
  /** Deletes a cookie; path and domain must be those that it was set with. Throws like {@link Cookies.set}. */
  delete(name: string, attributes?: CookieAttributes): void;
}

const jars: Key<Jar> = /* @__PURE__ */ createKey<Jar>("tsgi.cookies");
const read: Key<{ readonly field: string | undefined; readonly cookies: Map<string, string> }> =
  /* @__PURE__ */ createKey("tsgi.cookies_read");

/**
 * Lets the application set cookies without building the head: {@link cookiesOf} reads and sets them. The options are
 * default attributes for cookies.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = cookies()((environ, startResponse) => {
 *   const visits = Number(cookiesOf(environ).get("visits") ?? 0) + 1;
 *   cookiesOf(environ).set("visits", String(visits), { maxAge: 86_400 });
 *   startResponse(200, [["content-type", "text/plain"]]);
 *   return `Visit ${visits}`;
 * });
 */
export function cookies(options: CookieAttributes = {}): Middleware {
  checkOptions("cookies", options, {
    path: aText,
    domain: aText,
    maxAge: anInteger(0),
    secure: aBoolean,
    httpOnly: aBoolean,
    sameSite: oneOf("strict", "lax", "none"),
    partitioned: aBoolean,
  });
  return (app) => (environ, startResponse) => {
    const jar = new Jar(environ, options);
    environ.set(jars, jar);
    return app(
      environ,
      mapHeaders(startResponse, (headers) => jar.addTo(headers)),
    );
  };
}

/** Returns the cookies of a request. Without the middleware they can be read, but not set. */
export function cookiesOf(environ: Environ): Cookies {
  return environ.get(jars) ?? new Jar(environ);
}

class Jar implements Cookies {
  readonly #environ: Environ;
  readonly #defaults: CookieAttributes | undefined;
  readonly #set = new Map<string, string>();
  #isLate = false;

  constructor(environ: Environ, defaults?: CookieAttributes) {
    this.#environ = environ;
    this.#defaults = defaults;
  }

  get(name: string): string | undefined {
    return this.#read().get(name);
  }

  entries(): IterableIterator<[string, string]> {
    return this.#read().entries();
  }

  set(name: string, value: string, attributes: CookieAttributes = {}): void {
    if (this.#defaults === undefined)
      throw new TsgiError(TSGI_OPTION_INVALID, "there is no cookies() around this application to set one");
    if (this.#isLate) throw new TsgiError(TSGI_HEAD_LATE, `the cookie ${show(name)}`);
    const secure = this.#environ.scheme === "https";
    const all = { secure, ...given(this.#defaults), ...given(attributes) };
    this.#set.set([name, all.path, all.domain].join("\n"), cookieText(name, value, all));
  }

  delete(name: string, attributes: CookieAttributes = {}): void {
    this.set(name, "", { ...attributes, maxAge: 0 });
  }

  /** An error that replaces the head keeps the cookies. */
  addTo(headers: HeaderList): HeaderList {
    this.#isLate = true;
    if (this.#set.size === 0) return headers;
    return [...headers, ...Array.from(this.#set.values(), (text): [string, string] => ["set-cookie", text])];
  }

  /** Parsed once, and again if the header was rewritten. */
  #read(): Map<string, string> {
    const field = this.#environ.header("cookie");
    const known = this.#environ.get(read);
    if (known !== undefined && known.field === field) return known.cookies;
    const parsed = parseCookies(field);
    this.#environ.set(read, { field, cookies: parsed });
    return parsed;
  }
}

/** Keeps the attributes that have a value: an undefined one must not remove a default, above all `secure`. */
function given(attributes: CookieAttributes): CookieAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
