import { mapBody, type Body, type Environ, type HeaderList, type Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { byteLengthOf, discard, toBytes, wholeOf } from "../response/body.ts";
import { coderOf, type Coder, type Encoding, type StreamCoder } from "./coders.ts";
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
import type { Reply } from "../response/rewrite.ts";
import { revising } from "../response/rewriting.ts";

/** How {@link compress} compresses. */
export interface CompressOptions {
  /** The codings to offer, the best first. Those that the platform lacks are left out. Default: `br`, `zstd`, `gzip`. */
  readonly encodings?: readonly Encoding[];
  /** Bytes below which a body of known length stays as it is. Default: 1024. */
  readonly threshold?: number;
  /** Levels: `br` 0 to 11, `zstd` 1 to 22, `gzip` 1 to 9. Default: 4, 3 and 6. Only where the platform has node:zlib. */
  readonly levels?: Readonly<Partial<Record<Encoding, number>>>;
  /**
   * Tells whether a media type is worth it. A result that is no boolean is logged, and the body stays as it is.
   * Default: text, and what is text by another name.
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
 * Compresses responses by the coding that the client weighs highest (RFC 9110, 12.5.3). A streamed body is flushed chunk
 * by chunk, so that nothing waits. Left as they are: what is encoded already, small, partial, an event stream, marked
 * `no-transform`, of a type that would not shrink, or digested; and, where the platform has no zlib, streams, since
 * CompressionStream cannot flush.
 *
 * A strong ETag becomes weak: the bytes are others. A page that holds a secret beside text of the client's choosing should
 * not be compressed (BREACH): mark it `no-transform`.
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
  const revise = (environ: Environ, reply: Reply): Reply | PromiseLike<Reply> => {
    const whole = wholeOf(reply.body);
    const isHead = environ.method === "HEAD";
    // The quick test comes first: most answers are small.
    if (whole?.length === 0 || (whole === null && !isHead) || sizeOf(reply, whole) < threshold) return reply;
    if (!isEligible(reply, (type) => isWorthIt(environ, type))) return reply;
    const varied: Reply = { ...reply, headers: withVary(reply.headers, "accept-encoding") };
    const offered = [...coders()].filter(([, coder]) => whole !== undefined || coder.stream !== undefined);
    if (offered.length === 0) return reply;
    const encoding = chooseEncoding(
      environ.header("accept-encoding"),
      offered.map(([name]) => name),
    );
    if (encoding === undefined) return varied;
    const headers = encodedHeaders(varied.headers, encoding);
    if (isHead) {
      // HEAD tells what GET would, but not how long it would be.
      discard(environ, reply.body);
      return { ...varied, headers, body: null };
    }
    const coder = coders().get(encoding)!;
    if (whole === undefined) return { ...varied, headers, body: encodeStream(reply.body, coder) };
    const encoded = coder.whole(toBytes(whole!));
    return isThenable(encoded)
      ? encoded.then((body) => ({ ...varied, headers, body }))
      : { ...varied, headers, body: encoded };
  };
  return revising((environ) => (reply) => revise(environ, reply));
}

/** What the platform can is found out with the first response, in the order of preference. */
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

function isEligible({ status, headers }: Reply, compressible: (type: string) => boolean): boolean {
  // A part of a content is a part of its bytes as they are (RFC 9110, 14.2).
  if (status === 204 || status === 205 || status === 206 || status === 304) return false;
  const encoding = headerOf(headers, "content-encoding");
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") return false;
  if (hasDirective(headerOf(headers, "cache-control"), "no-transform")) return false;
  if (["content-range", "content-digest", "content-md5", "digest"].some((name) => hasHeader(headers, name)))
    return false;
  const type = headerOf(headers, "content-type")?.split(";", 1)[0]!.trim().toLowerCase();
  return type !== undefined && type !== "text/event-stream" && compressible(type);
}

function sizeOf({ headers }: Reply, whole: string | Uint8Array | null | undefined): number {
  if (whole === null) return Number(headerOf(headers, "content-length") ?? 0); // HEAD may tell the length alone
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
