import { concat } from "@tsgi/core/server";
import type { Coder, Encoding, StreamCoder } from "./coder.ts";

type Done = (error: Error | null, result: Uint8Array) => void;
type Whole = (bytes: Uint8Array, options: object, done: Done) => void;
type WholeSync = (bytes: Uint8Array, options: object) => Uint8Array;

/** The part of a node:zlib stream that is used here. */
interface ZlibStream {
  write(bytes: Uint8Array): boolean;
  flush(kind: number, done: () => void): void;
  end(): void;
  destroy(): void;
  on(event: "data", listener: (bytes: Uint8Array) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "end", listener: () => void): void;
}
type Create = (options: object) => ZlibStream;

/** The part of node:zlib that is used here; a runtime may lack the newer codings. */
export interface Zlib {
  readonly constants: Readonly<Record<string, number>>;
  readonly gzip?: Whole;
  readonly gzipSync?: WholeSync;
  readonly createGzip?: Create;
  readonly brotliCompress?: Whole;
  readonly brotliCompressSync?: WholeSync;
  readonly createBrotliCompress?: Create;
  readonly zstdCompress?: Whole;
  readonly zstdCompressSync?: WholeSync;
  readonly createZstdCompress?: Create;
}

/** Size in bytes up to which a whole body is encoded synchronously: for less, a thread switch costs more. */
const AT_ONCE = 16_384;

/** Encodes with zlib; undefined if this zlib does not support the coding. */
export function zlibCoder(zlib: Zlib, encoding: Encoding, level: number | undefined): Coder | undefined {
  const { constants } = zlib;
  if (encoding === "gzip") {
    const options = { level: level ?? 6 };
    return coder(zlib.gzip, zlib.gzipSync, zlib.createGzip, () => options, constants["Z_SYNC_FLUSH"]);
  }
  if (encoding === "br") {
    const quality = { [constants["BROTLI_PARAM_QUALITY"]!]: level ?? 4 };
    const options = (size: number): object => ({
      params: size < 0 ? quality : { ...quality, [constants["BROTLI_PARAM_SIZE_HINT"]!]: size },
    });
    const { brotliCompress, brotliCompressSync, createBrotliCompress } = zlib;
    const flush = constants["BROTLI_OPERATION_FLUSH"];
    return coder(brotliCompress, brotliCompressSync, createBrotliCompress, options, flush);
  }
  const options = { params: { [constants["ZSTD_c_compressionLevel"]!]: level ?? 3 } };
  const { zstdCompress, zstdCompressSync, createZstdCompress } = zlib;
  return coder(zstdCompress, zstdCompressSync, createZstdCompress, () => options, constants["ZSTD_e_flush"]);
}

function coder(
  whole: Whole | undefined,
  wholeSync: WholeSync | undefined,
  create: Create | undefined,
  /** Takes the size in bytes; -1 if it is unknown. */
  options: (size: number) => object,
  flush: number | undefined,
): Coder | undefined {
  if (!whole || !wholeSync || !create || flush === undefined) return undefined;
  return {
    whole: (bytes) =>
      bytes.length <= AT_ONCE
        ? wholeSync(bytes, options(bytes.length))
        : new Promise((resolve, reject) =>
            whole(bytes, options(bytes.length), (error, result) => (error ? reject(error) : resolve(result))),
          ),
    stream: () => new FlushingCoder(create(options(-1)), flush),
  };
}

/** Collects the output of the stream, and flushes it after each chunk. */
class FlushingCoder implements StreamCoder {
  readonly #stream: ZlibStream;
  readonly #flush: number;
  #parts: Uint8Array[] = [];
  #fail: (error: Error) => void = () => {};
  #ended: () => void = () => {};

  constructor(stream: ZlibStream, flush: number) {
    this.#stream = stream;
    this.#flush = flush;
    stream.on("data", (bytes) => void this.#parts.push(bytes));
    stream.on("error", (error) => this.#fail(error));
    stream.on("end", () => this.#ended());
  }

  chunk(bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#stream.write(bytes);
      this.#stream.flush(this.#flush, () => resolve(this.#take()));
    });
  }

  end(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#ended = () => resolve(this.#take());
      this.#stream.end();
    });
  }

  close(): void {
    this.#stream.destroy();
  }

  #take(): Uint8Array {
    const parts = this.#parts;
    this.#parts = [];
    return concat(
      parts,
      parts.reduce((sum, { length }) => sum + length, 0),
    );
  }
}
