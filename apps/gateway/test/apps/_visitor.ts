/** A visitor with a browser's habits: keeps cookies by path, follows no redirect unasked, and fills forms. */

export class Visitor {
  readonly #base: string;
  readonly cookies = new Map<string, string>();

  /** @param base URL of the mount, without `/` at its end */
  constructor(base: string) {
    this.#base = base;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) {
      headers.set("cookie", Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join("; "));
    }
    const response = await fetch(this.#base + path, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(";", 1)[0]!.split("=") as [string, string];
      this.cookies.set(name, value);
    }
    return response;
  }

  /** The page's text, with `/` as a browser reads it: Mustache escapes it, too. */
  async page(path: string): Promise<string> {
    return (await (await this.request(path)).text()).replaceAll("&#x2F;", "/");
  }

  /** Sends a form, with the token that the page at `from` has. */
  async send(from: string, action: string, fields: Record<string, string>): Promise<Response> {
    return this.post(action, { _csrf: tokenOf(await this.page(from)), ...fields });
  }

  async post(action: string, fields: Record<string, string>): Promise<Response> {
    return this.request(action, { method: "POST", body: new URLSearchParams(fields) });
  }
}

/** The form's token. */
export function tokenOf(page: string): string {
  return /name="_csrf" value="([0-9a-f]+)"/.exec(page)?.[1] ?? "";
}
