import type { Environ } from "@tsgi/core";
import { parseCookies } from "./cookie-text.ts";
import { parsePairs, readForm, type Form, type Pairs } from "./form.ts";
import { requestIri } from "./iri.ts";
import { parseJson, type JsonValue } from "./json-text.ts";
import { jsonSafe, utf8 } from "./python-text.ts";
import { Fault } from "./reply.ts";

/** A property of a request that {@link Call.describe} returns. */
export type Facet = "url" | "args" | "form" | "data" | "origin" | "headers" | "files" | "json" | "method";

/** One request, in the terms of httpbin. */
export class Call {
  readonly environ: Environ;
  #args: Pairs | undefined = undefined;
  #form: Promise<Form> | undefined = undefined;

  constructor(environ: Environ) {
    this.environ = environ;
  }

  /** The query, by name: every value. */
  get args(): Pairs {
    return (this.#args ??= parsePairs(this.environ.queryString));
  }

  /** First value of that name in the query. */
  arg(name: string): string | undefined {
    return this.args.get(name)?.[0];
  }

  /** First value of that name in the query, in whatever case the client wrote the name. */
  argOfAnyCase(name: string): string | undefined {
    for (const [key, [value]] of this.args) if (key.toLowerCase() === name) return value;
    return undefined;
  }

  /** The cookies, by name: first value. */
  get cookies(): Map<string, string> {
    return parseCookies(this.environ.header("cookie") ?? "");
  }

  /** The body, once it was taken apart; it can be asked for more than once. */
  get form(): Promise<Form> {
    return (this.#form ??= readForm(this.environ));
  }

  /** Headers by name in Title-Case, without those that proxies add unless the query asks for them. */
  get headers(): Map<string, string> {
    const { headers } = this.environ;
    const named = new Map<string, string>();
    for (let i = 0; i < headers.length; i += 2) {
      const name = titleCase(headers[i]!);
      const before = named.get(name);
      named.set(name, before === undefined ? headers[i + 1]! : `${before},${headers[i + 1]!}`);
    }
    for (const name of ["Content-Type", "Content-Length"]) if (named.get(name) === "") named.delete(name);
    if (!this.args.has("show_env")) for (const name of PROXY_HEADERS) named.delete(name);
    return named;
  }

  /** Address of the client, as it or a proxy reports it. */
  get origin(): string {
    return this.environ.header("x-forwarded-for") ?? this.environ.remoteAddress;
  }

  /** URL of the request, with the scheme that a proxy reports. */
  get url(): string {
    const { environ } = this;
    const url = requestIri(environ);
    const told = environ.header("x-forwarded-proto") || environ.header("x-forwarded-protocol");
    const scheme = told ?? (environ.header("x-forwarded-ssl") === "on" ? "https" : environ.scheme);
    return scheme === "" ? url.slice(url.indexOf("//")) : scheme + url.slice(url.indexOf(":"));
  }

  /** Returns the requested facets, in order. */
  async describe(...facets: Facet[]): Promise<Map<string, JsonValue>> {
    const told = new Map<string, JsonValue>();
    for (const facet of facets) told.set(facet, await this.#tell(facet));
    return told;
  }

  async #tell(facet: Facet): Promise<JsonValue> {
    switch (facet) {
      case "url":
      case "origin":
      case "headers":
        return this[facet];
      case "method":
        return this.environ.method;
      case "args":
        return flat(this.args);
      case "form":
        return flat((await this.form).fields);
      case "files":
        return (await this.form).files;
      case "data":
        return jsonSafe((await this.form).data);
      case "json":
        return jsonOf((await this.form).data);
    }
  }
}

/** Headers that proxies, such as Heroku's, add to a request. */
const PROXY_HEADERS = [
  "X-Varnish",
  "X-Request-Start",
  "X-Heroku-Queue-Depth",
  "X-Real-Ip",
  "X-Forwarded-Proto",
  "X-Forwarded-Protocol",
  "X-Forwarded-Ssl",
  "X-Heroku-Queue-Wait-Time",
  "X-Forwarded-For",
  "X-Heroku-Dynos-In-Use",
  "X-Forwarded-Port",
  "X-Request-Id",
  "Via",
  "Total-Route-Time",
  "Connect-Time",
];

/** Python's `str.title()`. */
function titleCase(name: string): string {
  return name.replace(/[A-Za-z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());
}

/** One value stands alone, several as a list. */
function flat(pairs: Pairs): Map<string, JsonValue> {
  return new Map([...pairs].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]));
}

function jsonOf(bytes: Uint8Array): JsonValue {
  const text = utf8(bytes);
  if (text === undefined) return null;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof RangeError) throw new Fault("nested too deeply");
    return null;
  }
}
