/** Content codings, by their names in HTTP. */
export type Encoding = "br" | "zstd" | "gzip";

/** Encodes one stream. */
export interface StreamCoder {
  /** Encodes a chunk completely, so that the client can decode it at once. */
  chunk(bytes: Uint8Array): Promise<Uint8Array>;
  end(): Promise<Uint8Array>;
  close(): void;
}

/** Applies one content coding. */
export interface Coder {
  /** Encodes synchronously if the platform can and the content is small. */
  whole(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Absent if the platform cannot flush a stream before its end. */
  stream?(): StreamCoder;
}
