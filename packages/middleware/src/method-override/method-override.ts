import { createKey, type Environ, type Key, type Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { aToken, checkOptions, either, listOf, oneOf } from "../shared/options.ts";
import { peek } from "./peek-input.ts";

/** Options of {@link methodOverride}. */
export interface MethodOverrideOptions {
  /** The header; false for none. Default: `x-http-method-override`. */
  readonly header?: string | false;
  /** The query parameter, for HTML forms: `<form method="post" action="?_method=DELETE">`. Default: none. */
  readonly query?: string | false;
  /**
   * The field of an urlencoded form that is sent by POST: `<input type="hidden" name="_method" value="DELETE">`. Forms of
   * up to 1 MiB (1,048,576 bytes) are read for it, and the application can still read them. Default: none.
   */
  readonly field?: string | false;
  /** The methods that a POST may become, in upper case. Default: PUT, PATCH and DELETE. */
  readonly methods?: readonly string[];
}

/** The method that the client sent, if methodOverride() replaced it. */
export const originalMethod: Key<string> = /* @__PURE__ */ createKey<string>("tsgi.original_method");

/** The default limit of an application that reads a form. */
const MOST = 1_048_576;

/**
 * Replaces the method of a POST, for clients that support only GET and POST. A POST never becomes a safe method, so outer
 * middleware that checks the method, for example `csrf()`, still sees one that changes something.
 *
 * With `query` or `field`, a form of any site can send PUT, PATCH and DELETE, for which browsers otherwise need a
 * preflight: use them with `csrf()`.
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

/** Returns whether to read the form: not if it is compressed or its declared size is too large. */
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
  // The leading & prevents URLSearchParams from removing a question mark.
  const wanted = bytes && new URLSearchParams(`&${new TextDecoder().decode(bytes)}`).get(field);
  return wanted ? rewrite(replayed, wanted) : replayed;
}
