import type { Environ, Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { reviseReply, type Revise } from "./rewrite.ts";

/** Is called as a request comes; undefined where its response is to stay as it is. */
export type ReviseFor = (environ: Environ) => Revise | undefined;

/** What the middleware that only revise replies are made of. */
const revisions = new WeakMap<Middleware, ReviseFor>();

/**
 * Makes a middleware that revises replies. Those that follow each other can be made one, see {@link joinRevisions}: a head is
 * then held back once, whatever their number.
 */
export function revising(reviseFor: ReviseFor): Middleware {
  const middleware: Middleware = (app) => (environ, startResponse) => {
    const revise = reviseFor(environ);
    return revise === undefined
      ? app(environ, startResponse)
      : reviseReply(app, environ, startResponse, revise);
  };
  revisions.set(middleware, reviseFor);
  return middleware;
}

/** One middleware of two that follow each other; undefined where they do more than revise replies. */
export function joinRevisions(outer: Middleware, inner: Middleware): Middleware | undefined {
  const last = revisions.get(outer);
  const first = revisions.get(inner);
  if (last === undefined || first === undefined) return undefined;
  return revising((environ) => {
    const after = last(environ);
    const before = first(environ);
    if (after === undefined || before === undefined) return after ?? before;
    return (reply) => {
      const revised = before(reply);
      return isThenable(revised) ? revised.then(after) : after(revised);
    };
  });
}
