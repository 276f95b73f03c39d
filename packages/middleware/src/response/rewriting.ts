import type { Environ, Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { rewriteResponse, type Rewrite } from "./rewrite.ts";

/** Is called as a request comes; undefined where its response is to stay as it is. */
export type RewriteFor = (environ: Environ) => Rewrite | undefined;

/** What the middleware that only rewrite replies are made of. */
const rewrites = new WeakMap<Middleware, RewriteFor>();

/**
 * Makes a middleware that revises replies. Those that follow each other can be made one, see {@link joinRewrites}: a head is
 * then held back once, whatever their number.
 */
export function rewriting(rewriteFor: RewriteFor): Middleware {
  const middleware: Middleware = (app) => (environ, startResponse) => {
    const rewrite = rewriteFor(environ);
    return rewrite === undefined
      ? app(environ, startResponse)
      : rewriteResponse(app, environ, startResponse, rewrite);
  };
  rewrites.set(middleware, rewriteFor);
  return middleware;
}

/** One middleware of two that follow each other; undefined where they do more than rewrite replies. */
export function joinRewrites(outer: Middleware, inner: Middleware): Middleware | undefined {
  const last = rewrites.get(outer);
  const first = rewrites.get(inner);
  if (last === undefined || first === undefined) return undefined;
  return rewriting((environ) => {
    const after = last(environ);
    const before = first(environ);
    if (after === undefined || before === undefined) return after ?? before;
    return (response) => {
      const rewritten = before(response);
      return isThenable(rewritten) ? rewritten.then(after) : after(rewritten);
    };
  });
}
