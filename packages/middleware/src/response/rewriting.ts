import type { Environ, Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { rewriteResponse, type Rewrite } from "./rewrite.ts";

/** Runs when a request arrives, and returns the rewrite of its response; undefined to leave it unchanged. */
export type RewriteFor = (environ: Environ) => Rewrite | undefined;

/** The rewrites of each middleware that only rewrites responses. */
const rewrites = new WeakMap<Middleware, RewriteFor>();

/**
 * Makes a middleware that rewrites responses. {@link joinRewrites} can join consecutive ones: then a head is held back only
 * once, whatever their number.
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

/** Joins two consecutive middleware; undefined if they do more than rewrite responses. */
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
