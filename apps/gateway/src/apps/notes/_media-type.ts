import type { MiddlewareHandler } from "hono";
import { ProblemError } from "./problems.ts";

/**
 * Lets one media type through. The validator itself takes every `+json` for JSON, a patch of another kind too.
 *
 * @param accept field that lists the accepted types: `Accept-Patch` (RFC 5789), `Accept-Post`
 */
export function takesOnly(type: string, accept: string): MiddlewareHandler {
  return async ({ req }, next) => {
    const essence = req.header("content-type")?.split(";", 1)[0]!.trim().toLowerCase();
    if (essence !== type) {
      throw new ProblemError(415, `this takes ${type}`, { headers: { [accept]: type } });
    }
    const coding = req.header("content-encoding");
    if (coding && coding !== "identity") throw new ProblemError(415, "the body may not be compressed");
    await next();
  };
}
