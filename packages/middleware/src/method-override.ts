import { createKey, type Environ, type Key, type Middleware } from "@tsgi/core";
import { aToken, checkOptions, either, listOf, oneOf } from "./_options.ts";

/** Where {@link methodOverride} looks. */
export interface MethodOverrideOptions {
  /** The header; false for none. Default: `x-http-method-override`. */
  readonly header?: string | false;
  /** The parameter of the query, for HTML forms: `<form method="post" action="?_method=DELETE">`. Default: none. */
  readonly query?: string | false;
  /** The methods that a POST may become, in upper case. Default: PUT, PATCH and DELETE. */
  readonly methods?: readonly string[];
}

/** The method as the client sent it, where methodOverride() replaced it. */
export const originalMethod: Key<string> = createKey<string>("tsgi.original_method");

/**
 * Lets a POST stand for another method, for clients that know GET and POST alone. A POST never becomes a safe method, so
 * what looks at the method outside of it, `csrf()` say, still sees one that changes something.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = methodOverride({ query: "_method" })(shop);
 */
export function methodOverride(options: MethodOverrideOptions = {}): Middleware {
  const aName = either(aToken, oneOf(false));
  const aMethod = oneOf("PUT", "PATCH", "DELETE");
  checkOptions("methodOverride", options, { header: aName, query: aName, methods: listOf(aMethod) });
  const { header = "x-http-method-override", query = false, methods = ["PUT", "PATCH", "DELETE"] } = options;
  const allowed = new Set(methods);
  const wanted = (environ: Environ): string | null | undefined =>
    (header !== false && environ.header(header)) ||
    (query !== false ? new URLSearchParams(environ.queryString).get(query) : undefined);
  return (app) => (environ, startResponse) => {
    const method = environ.method === "POST" ? wanted(environ)?.trim().toUpperCase() : undefined;
    if (method === undefined || !allowed.has(method)) return app(environ, startResponse);
    environ.set(originalMethod, environ.method);
    return app(environ.derive({ method }), startResponse);
  };
}
