import type { Chunk, Environ, HeaderList, Middleware } from "@tsgi/core";
import { encodeBriefly, toBytes, wholeOf } from "../response/body.ts";
import { contain } from "../shared/contain.ts";
import { hash128 } from "./hash.ts";
import { hasDirective, hasHeader, headerOf } from "../http/headers.ts";
import { aBoolean, aFunction, checkOptions, checkResult, type Check } from "../shared/options.ts";
import type { AppResponse } from "../response/rewrite.ts";
import { rewriting } from "../response/rewriting.ts";

/** Options of {@link etag}. */
export interface EtagOptions {
  /** Generates weak tags, which remain valid if the body is compressed. Strong ones allow ranges. Default: true. */
  readonly weak?: boolean;
  /**
   * Returns the text of a tag: printable ASCII without quotes or spaces. Any other result is logged, and the response gets
   * no tag. Default: a hash of 128 bits, the same on every host.
   */
  readonly hash?: (bytes: Uint8Array) => string;
}

/**
 * Adds an ETag to 200 responses to GET and HEAD whose body is whole (RFC 9110, 8.8.3). Responses that have a tag or must
 * not be stored stay unchanged, and so do streamed bodies: reading them ahead would delay them.
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
  const rewrite = (environ: Environ, response: AppResponse): AppResponse => {
    const whole =
      response.status === 200 && mayBeTagged(response.headers) ? wholeOf(response.body) : undefined;
    // The response to HEAD may lack the body that the tag would describe.
    if (whole === undefined || whole === null || whole.length === 0) return response;
    const text = tagOf(environ, whole);
    if (text === undefined) return response;
    const tag = `${weak ? "W/" : ""}"${text}"`;
    return { status: 200, headers: [...response.headers, ["etag", tag]], body: response.body };
  };
  return rewriting((environ) =>
    environ.method === "GET" || environ.method === "HEAD"
      ? (response) => rewrite(environ, response)
      : undefined,
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
