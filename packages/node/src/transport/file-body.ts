import type { FileHandle } from "node:fs/promises";
import { HostBody, TsgiError, type FileRange, type OpenBody } from "@tsgi/core";
import { TSGI_BODY_INVALID } from "@tsgi/core/errors";

/** Bytes per read: the same as Node's own file streams. */
const READ_SIZE = 65_536;

/** A file as a body. Opens it when the body is sent, and closes it however the response ends. */
export class NodeFile extends HostBody {
  readonly #path: string;
  readonly #range: FileRange;

  constructor(path: string, range: FileRange = {}) {
    super();
    this.#path = path;
    this.#range = range;
  }

  override async open(): Promise<OpenBody> {
    const file = await process.getBuiltinModule("node:fs/promises").open(this.#path, "r");
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw new TsgiError(TSGI_BODY_INVALID, "not a regular file");
      const { start = 0, length = Infinity } = this.#range;
      const available = Math.max(0, Math.min(stats.size - start, length));
      return { length: available, chunks: new FileChunks(file, start, available) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

class FileChunks implements AsyncIterator<Uint8Array> {
  readonly #file: FileHandle;
  #position: number;
  #left: number;

  constructor(file: FileHandle, position: number, left: number) {
    this.#file = file;
    this.#position = position;
    this.#left = left;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const size = Math.min(this.#left, READ_SIZE);
    // Each chunk has its own memory: the socket may still hold the previous one.
    const { bytesRead, buffer } = await this.#file.read(
      Buffer.allocUnsafeSlow(size),
      0,
      size,
      this.#position,
    );
    if (bytesRead === 0) return { done: true, value: undefined }; // the end, or a file that has shrunk
    this.#position += bytesRead;
    this.#left -= bytesRead;
    return { done: false, value: buffer.subarray(0, bytesRead) };
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#file.close();
    return { done: true, value: undefined };
  }
}
