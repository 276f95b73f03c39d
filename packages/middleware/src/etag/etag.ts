import type { Chunk, Environ, HeaderList, Middleware } from "@tsgi/core";
import { encodeBriefly, toBytes, wholeOf } from "../response/body.ts";
import { contain } from "../shared/contain.ts";
import { hash128 } from "./hash.ts";
import { hasDirective, hasHeader, headerOf } from "../http/headers.ts";
import { aBoolean, aFunction, checkOptions, checkResult, type Check } from "../shared/options.ts";
import type { Reply } from "../response/rewrite.ts";
import { revising } from "../response/rewriting.ts";

/** How {@link etag} makes tags. */
export interface EtagOptions {
  /** Makes weak tags, which stay right when the body is compressed. Strong ones allow ranges. Default: true. */
  readonly weak?: boolean;
  /**
   * Makes the text of a tag: printable ASCII without quotes or spaces. If it gives anything else, that is logged, and the
   * answer has no tag. Default: a hash of 128 bits, the same on every host.
   */
  readonly hash?: (bytes: Uint8Array) => string;
}

/**
 * Adds an ETag to the answers to GET and HEAD of status 200 whose body is whole (RFC 9110, 8.8.3). One that has a tag, or
 * that must not be stored, stays as it is, and so does every streamed body: reading it ahead would hold it back.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = compose(conditionalGet(), etag())(shop);
 */
export function etag(options: EtagOptions = {}): Middleware {
  checkOptions("etag", options, { weak: aBoolean, hash: aFunction });
  const { weak = true, hash } = options;
  const tagOf = (environ: Environ, whole: Chunk): string | undefined =>
    hash === undefined
      ? hashOf(whole)
      : contain(
          environ,
          () => checkResult<string>("etag", "hash", hash(toBytes(whole)), aTagText),
          undefined,
        );
  const revise = (environ: Environ, reply: Reply): Reply => {
    const whole = reply.status === 200 && mayBeTagged(reply.headers) ? wholeOf(reply.body) : undefined;
    // The answer to HEAD may come without the body that its tag would be of.
    if (whole === undefined || whole === null || whole.length === 0) return reply;
    const text = tagOf(environ, whole);
    if (text === undefined) return reply;
    const tag = `${weak ? "W/" : ""}"${text}"`;
    return { status: 200, headers: [...reply.headers, ["etag", tag]], body: reply.body };
  };
  return revising((environ) =>
    environ.method === "GET" || environ.method === "HEAD" ? (reply) => revise(environ, reply) : undefined,
  );
}

const aTagText: Check = {
  is: (value) => typeof value === "string" && /^[\x21\x23-\x7e]+$/.test(value),
  must: "printable ASCII without quotes or spaces",
};

function mayBeTagged(headers: HeaderList): boolean {
  return !hasHeader(headers, "etag") && !hasDirective(headerOf(headers, "cache-control"), "no-store");
}

function hashOf(whole: Chunk): string {
  if (typeof whole !== "string") return hash128(whole);
  return encodeBriefly(whole, hash128);
}
