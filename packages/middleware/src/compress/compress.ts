import { mapBody, type Body, type Environ, type HeaderList, type Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { byteLengthOf, discard, toBytes, wholeOf } from "../response/body.ts";
import type { Coder, Encoding, StreamCoder } from "./coder.ts";
import { coderOf } from "./coders.ts";
import { hasDirective, hasHeader, headerOf, withHeader, withVary, without } from "../http/headers.ts";
import { chooseEncoding } from "../http/encodings.ts";
import { contain } from "../shared/contain.ts";
import {
  aBoolean,
  aFunction,
  anInteger,
  anObject,
  checkOptions,
  checkResult,
  listOf,
  oneOf,
} from "../shared/options.ts";
import type { AppResponse } from "../response/rewrite.ts";
import { rewriting } from "../response/rewriting.ts";

/** Options of {@link compress}. */
export interface CompressOptions {
  /**
   * The codings to offer, in order of preference. Those that the platform lacks are skipped. Default: `br`, `zstd`, `gzip`.
   */
  readonly encodings?: readonly Encoding[];
  /** Size in bytes below which a body of known length is not compressed. Default: 1024. */
  readonly threshold?: number;
  /** Levels: `br` 0 to 11, `zstd` 1 to 22, `gzip` 1 to 9. Default: 4, 3 and 6. Only if the platform has node:zlib. */
  readonly levels?: Readonly<Partial<Record<Encoding, number>>>;
  /**
   * Returns whether a media type is worth compressing. A result that is not a boolean is logged, and the body stays
   * uncompressed. Default: text, and formats that are text.
   */
  readonly compressible?: (type: string) => boolean;
}

const ALL: readonly Encoding[] = ["br", "zstd", "gzip"];
const LEVELS = {
  br: /* @__PURE__ */ anInteger(0, 11),
  zstd: /* @__PURE__ */ anInteger(1, 22),
  gzip: /* @__PURE__ */ anInteger(1, 9),
};
const TEXTUAL =
  /^(?:text\/.+|.+\+(?:json|xml|text|yaml)|application\/(?:json|javascript|x-javascript|ecmascript|xml|xml-dtd|yaml|toml|graphql|sql|rtf|wasm|x-ndjson|jsonl|manifest\+json|vnd\.ms-fontobject)|font\/(?:ttf|otf|collection)|image\/(?:bmp|svg\+xml|x-icon|vnd\.microsoft\.icon))$/;

/**
 * Compresses responses with the coding that the client prefers (RFC 9110, 12.5.3). A streamed body is flushed chunk by
 * chunk, so that no chunk is delayed. Not compressed: responses that are encoded already, small, partial, event streams,
 * marked `no-transform`, of a type that would not shrink, or with a digest; and streams if the platform has no zlib, since
 * CompressionStream cannot flush.
 *
 * A strong ETag becomes weak, because the bytes change. Do not compress a page that holds a secret next to text that a
 * client chooses (BREACH): mark it `no-transform`.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = compress({ threshold: 2048 })(shop);
 */
export function compress(options: CompressOptions = {}): Middleware {
  checkOptions("compress", options, {
    encodings: listOf(oneOf(...ALL)),
    threshold: anInteger(0),
    levels: anObject,
    compressible: aFunction,
  });
  checkOptions("compress.levels", options.levels ?? {}, LEVELS);
  const { threshold = 1024, compressible } = options;
  const isWorthIt = (environ: Environ, type: string): boolean =>
    compressible === undefined
      ? TEXTUAL.test(type)
      : contain(
          environ,
          () => checkResult<boolean>("compress", "compressible", compressible(type), aBoolean),
          false,
        );
  const coders = lazyCoders(options);
  const rewrite = (environ: Environ, response: AppResponse): AppResponse | PromiseLike<AppResponse> => {
    const whole = wholeOf(response.body);
    const isHead = environ.method === "HEAD";
    // The cheap test comes first: most responses are small.
    if (whole?.length === 0 || (whole === null && !isHead) || sizeOf(response, whole) < threshold)
      return response;
    if (!isEligible(response, (type) => isWorthIt(environ, type))) return response;
    const varied: AppResponse = { ...response, headers: withVary(response.headers, "accept-encoding") };
    const offered = [...coders()].filter(([, coder]) => whole !== undefined || coder.stream !== undefined);
    if (offered.length === 0) return response;
    const encoding = chooseEncoding(
      environ.header("accept-encoding"),
      offered.map(([name]) => name),
    );
    if (encoding === undefined) return varied;
    const headers = encodedHeaders(varied.headers, encoding);
    if (isHead) {
      // HEAD has the headers of GET, except for the length.
      discard(environ, response.body);
      return { ...varied, headers, body: null };
    }
    const coder = coders().get(encoding)!;
    if (whole === undefined) return { ...varied, headers, body: encodeStream(response.body, coder) };
    const encoded = coder.whole(toBytes(whole!));
    return isThenable(encoded)
      ? encoded.then((body) => ({ ...varied, headers, body }))
      : { ...varied, headers, body: encoded };
  };
  return rewriting((environ) => (response) => rewrite(environ, response));
}

/** Detects what the platform can with the first response, in order of preference. */
function lazyCoders({ encodings = ALL, levels = {} }: CompressOptions): () => ReadonlyMap<Encoding, Coder> {
  let coders: Map<Encoding, Coder> | undefined;
  return () => {
    if (coders !== undefined) return coders;
    coders = new Map();
    for (const encoding of encodings) {
      const coder = coderOf(encoding, levels[encoding]);
      if (coder !== undefined) coders.set(encoding, coder);
    }
    return coders;
  };
}

function isEligible({ status, headers }: AppResponse, compressible: (type: string) => boolean): boolean {
  // A part is a part of the unencoded content (RFC 9110, 14.2).
  if (status === 204 || status === 205 || status === 206 || status === 304) return false;
  const encoding = headerOf(headers, "content-encoding");
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") return false;
  if (hasDirective(headerOf(headers, "cache-control"), "no-transform")) return false;
  if (["content-range", "content-digest", "content-md5", "digest"].some((name) => hasHeader(headers, name)))
    return false;
  const type = headerOf(headers, "content-type")?.split(";", 1)[0]!.trim().toLowerCase();
  return type !== undefined && type !== "text/event-stream" && compressible(type);
}

function sizeOf({ headers }: AppResponse, whole: string | Uint8Array | null | undefined): number {
  if (whole === null) return Number(headerOf(headers, "content-length") ?? 0); // HEAD may have only the length
  if (whole !== undefined) return byteLengthOf(whole);
  const declared = headerOf(headers, "content-length");
  return declared === undefined ? Infinity : Number(declared);
}

function encodedHeaders(headers: HeaderList, encoding: Encoding): HeaderList {
  const kept = without(headers, "content-length", "content-encoding", "accept-ranges");
  const tag = headerOf(kept, "etag");
  const tagged = tag === undefined || tag.startsWith("W/") ? kept : withHeader(kept, "etag", `W/${tag}`);
  return [...tagged, ["content-encoding", encoding]];
}

function encodeStream(body: Body, { stream }: Coder): Body {
  let opened: StreamCoder | undefined;
  const coder = (): StreamCoder => (opened ??= stream!());
  return mapBody(body, {
    chunk: (chunk) => (chunk.length === 0 ? "" : coder().chunk(toBytes(chunk))),
    end: () => coder().end(),
    close: () => opened?.close(),
  });
}
