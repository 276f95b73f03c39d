import { createKey, type Environ, type Key, type Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { aToken, checkOptions, either, listOf, oneOf } from "../shared/options.ts";
import { peek } from "./peek-input.ts";

/** Where {@link methodOverride} looks. */
export interface MethodOverrideOptions {
  /** The header; false for none. Default: `x-http-method-override`. */
  readonly header?: string | false;
  /** The parameter of the query, for HTML forms: `<form method="post" action="?_method=DELETE">`. Default: none. */
  readonly query?: string | false;
  /**
   * The field of an urlencoded form that is sent by POST: `<input type="hidden" name="_method" value="DELETE">`. Forms of up to
   * 1 MiB (1,048,576 bytes) are looked at, and are there for the application as they came. Default: none.
   */
  readonly field?: string | false;
  /** The methods that a POST may become, in upper case. Default: PUT, PATCH and DELETE. */
  readonly methods?: readonly string[];
}

/** The method as the client sent it, where methodOverride() replaced it. */
export const originalMethod: Key<string> = /* @__PURE__ */ createKey<string>("tsgi.original_method");

/** As much as an application reads of a form by itself. */
const MOST = 1_048_576;

/**
 * Lets a POST stand for another method, for clients that know GET and POST alone. A POST never becomes a safe method, so
 * what looks at the method outside of it, `csrf()` say, still sees one that changes something.
 *
 * With `query` or `field` any site's form can send PUT, PATCH and DELETE, which browsers otherwise ask for leave first: use
 * them with `csrf()`.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = compose(csrf(), methodOverride({ field: "_method" }))(shop);
 */
export function methodOverride(options: MethodOverrideOptions = {}): Middleware {
  const aName = either(aToken, oneOf(false));
  const aMethod = oneOf("PUT", "PATCH", "DELETE");
  checkOptions("methodOverride", options, {
    header: aName,
    query: aName,
    field: aName,
    methods: listOf(aMethod),
  });
  const { header = "x-http-method-override", query = false, field = false } = options;
  const allowed = new Set(options.methods ?? ["PUT", "PATCH", "DELETE"]);
  const rewrite = (environ: Environ, wanted: string): Environ => {
    const method = wanted.trim().toUpperCase();
    if (!allowed.has(method)) return environ;
    environ.set(originalMethod, environ.method);
    return environ.derive({ method });
  };
  const see = (environ: Environ): Environ | Promise<Environ> => {
    const wanted =
      (header !== false && environ.header(header)) ||
      (query !== false && new URLSearchParams(environ.queryString).get(query));
    if (wanted) return rewrite(environ, wanted);
    return field !== false && isForm(environ) ? seeField(environ, field, rewrite) : environ;
  };
  return (app) => (environ, startResponse) => {
    if (environ.method !== "POST") return app(environ, startResponse);
    const seen = see(environ);
    return isThenable(seen)
      ? seen.then((rewritten) => app(rewritten, startResponse))
      : app(seen, startResponse);
  };
}

/** Not one that is compressed, nor one that says to be too large. */
function isForm(environ: Environ): boolean {
  const { contentType = "", contentLength = 0 } = environ;
  return (
    contentType.split(";", 1)[0]!.trim().toLowerCase() === "application/x-www-form-urlencoded" &&
    contentLength <= MOST &&
    environ.header("content-encoding") === undefined
  );
}

async function seeField(
  environ: Environ,
  field: string,
  rewrite: (environ: Environ, wanted: string) => Environ,
): Promise<Environ> {
  const { bytes, input } = await peek(environ, MOST);
  const replayed = environ.derive({ input });
  // The leading & keeps URLSearchParams from taking a question mark away.
  const wanted = bytes && new URLSearchParams(`&${new TextDecoder().decode(bytes)}`).get(field);
  return wanted ? rewrite(replayed, wanted) : replayed;
}
