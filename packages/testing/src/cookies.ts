/** A stored cookie. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
  /** Milliseconds since the epoch; Infinity for the session. */
  readonly expires: number;
}

/**
 * Stores the cookies of one client (RFC 6265). The client has only one host, so `Domain` is ignored; `Path`, `Max-Age`,
 * `Expires` and `Secure` are honoured.
 */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Returns the value of the cookie with this name and the longest path; undefined without one. */
  get(name: string): string | undefined {
    return this.all().find((cookie) => cookie.name === name)?.value;
  }

  /** Stores a cookie for every path. */
  set(name: string, value: string): void {
    this.#keep({ name, value, path: "/", secure: false, expires: Infinity });
  }

  /** Returns the cookies that have not expired, longer paths first (RFC 6265, 5.4). */
  all(): Cookie[] {
    const now = Date.now();
    return [...this.#cookies.values()]
      .filter(({ expires }) => expires > now)
      .toSorted((one, other) => other.path.length - one.path.length);
  }

  clear(): void {
    this.#cookies.clear();
  }

  /** Applies a Set-Cookie header from the response to a request for this target. */
  store(header: string, target: string): void {
    const [pair = "", ...attributes] = header.split(";");
    const equals = pair.indexOf("=");
    if (equals < 0) return;
    const name = pair.slice(0, equals).trim();
    if (name === "") return;
    let path = defaultPath(target);
    let secure = false;
    let expires = Infinity;
    let maxAge: number | undefined;
    for (const attribute of attributes) {
      const [key = "", ...rest] = attribute.split("=");
      const value = rest.join("=").trim();
      switch (key.trim().toLowerCase()) {
        case "path":
          path = value.startsWith("/") ? value : defaultPath(target);
          break;
        case "secure":
          secure = true;
          break;
        case "max-age":
          if (/^-?\d+$/.test(value)) maxAge = Number(value);
          break;
        case "expires":
          expires = Date.parse(value) || expires;
          break;
      }
    }
    if (maxAge !== undefined) expires = maxAge > 0 ? Date.now() + maxAge * 1000 : 0;
    this.#keep({ name, value: pair.slice(equals + 1).trim(), path, secure, expires });
  }

  /** Returns the Cookie header for a request for this target; `""` if there is none. */
  header(target: string, secure: boolean): string {
    const path = pathOf(target);
    return this.all()
      .filter((cookie) => pathMatches(path, cookie.path) && (secure || !cookie.secure))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }

  #keep(cookie: Cookie): void {
    const key = `${cookie.path};${cookie.name}`;
    if (cookie.expires > Date.now()) this.#cookies.set(key, cookie);
    else this.#cookies.delete(key);
  }
}

function pathOf(target: string): string {
  return target.split("?", 1)[0]!;
}

/** RFC 6265, 5.1.4. */
function defaultPath(target: string): string {
  const path = pathOf(target);
  const slash = path.lastIndexOf("/");
  return slash > 0 ? path.slice(0, slash) : "/";
}

/** RFC 6265, 5.1.4. */
function pathMatches(path: string, cookiePath: string): boolean {
  if (!path.startsWith(cookiePath)) return false;
  return path.length === cookiePath.length || cookiePath.endsWith("/") || path[cookiePath.length] === "/";
}
