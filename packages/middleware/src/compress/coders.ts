import { builtin } from "../shared/builtin.ts";
import { webCoder } from "./web-coder.ts";
import { zlibCoder, type Zlib } from "./zlib-coder.ts";

/** Content codings, by their names in HTTP. */
export type Encoding = "br" | "zstd" | "gzip";

/** Encodes one stream. */
export interface StreamCoder {
  /** What goes out for a chunk: all of it, so that the client can decode the chunk at once. */
  chunk(bytes: Uint8Array): Promise<Uint8Array>;
  end(): Promise<Uint8Array>;
  close(): void;
}

/** A way to apply one content coding. */
export interface Coder {
  /** Synchronously where the platform can and the content is small. */
  whole(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Absent where the platform cannot send on what it has of a stream before the end. */
  stream?(): StreamCoder;
}

/** What the platform can, found out when first asked for: its zlib, or CompressionStream. */
export function coderOf(encoding: Encoding, level: number | undefined): Coder | undefined {
  const zlib = builtin<Zlib>("node:zlib");
  return (zlib && zlibCoder(zlib, encoding, level)) ?? webCoder(encoding);
}
